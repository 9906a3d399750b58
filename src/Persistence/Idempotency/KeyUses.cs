namespace BasisTrees.Persistence;

/// <summary>The idempotency keys that are remembered at a revision, the oldest use first. Immutable, and equal by content.</summary>
internal sealed class KeyUses : IEquatable<KeyUses>
{
    /// <summary>What is remembered at first.</summary>
    internal static readonly KeyUses None = new([]);

    private readonly KeyUse[] _uses;

    internal KeyUses(KeyUse[] uses) => _uses = uses;

    internal ReadOnlySpan<KeyUse> All => _uses;

    /// <summary>Writes the uses, nothing at all if there is none.</summary>
    /// <param name="writer">Takes them.</param>
    /// <param name="isFollowed">Whether something stands behind them, so that their number has to be told in any case.</param>
    internal void Write(ByteWriter writer, bool isFollowed = false)
    {
        if (_uses.Length == 0 && !isFollowed) return;
        writer.U32((uint)_uses.Length);
        foreach (KeyUse use in _uses) use.Write(writer);
    }

    /// <summary>Reads the uses in what is left of some bytes.</summary>
    /// <param name="reader">The bytes.</param>
    /// <param name="revisionMax">The revision at which they are remembered.</param>
    /// <param name="behind">How many bytes may stand behind them; all or none do.</param>
    /// <returns>Null if they are something else.</returns>
    internal static KeyUses? Read(ref ByteReader reader, ulong revisionMax, int behind = 0)
    {
        if (reader.Remaining == 0) return None;
        uint count = reader.U32();
        long left = reader.Remaining - ((long)count * KeyUse.Length);
        if (left != 0 ? behind == 0 || left != behind : count == 0) return null;
        var uses = new KeyUse[count];
        ulong before = 1;
        for (int i = 0; i < uses.Length; i++)
        {
            uses[i] = KeyUse.Read(ref reader);
            ulong revision = (ulong)uses[i].Revision;
            if (revision < before || revision > revisionMax) return null;
            before = revision + 1;
        }

        return new KeyUses(uses);
    }

    public bool Equals(KeyUses? other) => other is not null && _uses.AsSpan().SequenceEqual(other._uses);

    public override bool Equals(object? obj) => Equals(obj as KeyUses);

    public override int GetHashCode() => _uses.Length == 0 ? 0 : HashCode.Combine(_uses.Length, _uses[^1]);
}
