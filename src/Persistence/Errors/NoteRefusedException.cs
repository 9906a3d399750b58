namespace BasisTrees.Persistence;

/// <summary>One of the notes that a store is to be rebuilt from cannot be in its tree; the store was left as it was.</summary>
public sealed class NoteRefusedException : StoreException
{
    /// <summary>States the refusal.</summary>
    /// <param name="index">Which of the notes it is, in the order in which they were given, from 0.</param>
    /// <param name="id">Its id.</param>
    /// <param name="reason">Why it cannot be in the tree: one sentence.</param>
    public NoteRefusedException(long index, ReadOnlySpan<byte> id, string reason)
        : base($"The note with the id {Convert.ToHexStringLower(id)} (hexadecimal) cannot be in the tree, and the store was left as it is: "
            + reason)
    {
        Index = index;
        Reason = reason;
    }

    /// <summary>Which of the notes it is, in the order in which they were given, from 0.</summary>
    public long Index { get; }

    /// <summary>Why it cannot be in the tree: one sentence.</summary>
    public string Reason { get; }
}
