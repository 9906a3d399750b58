using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>What stands in the tree for a note: a commitment to its id and body (docs/FORMAT.md, "Notes").</summary>
/// <remarks>
/// A proof of the value and the body together convince anybody of the note. Whoever can guess a body can confirm the guess by its
/// commitment, also after the body was erased: put random bytes into bodies that could be guessed.
/// </remarks>
public static class NoteValue
{
    /// <summary>The bytes of a commitment.</summary>
    public const int Length = Label.Length;

    private static ReadOnlySpan<byte> Tag => "BasisTrees note v1\0"u8;

    /// <summary>Computes the commitment to a note.</summary>
    /// <param name="id">The id as users write it.</param>
    /// <param name="body">The body.</param>
    /// <returns>32 bytes: BLAKE2b-256 of a tag, the length of the id, the id and the body.</returns>
    public static byte[] Of(ReadOnlySpan<byte> id, ReadOnlySpan<byte> body)
    {
        byte[] value = new byte[Length];
        CommitmentOf(id, body).CopyTo(value);
        return value;
    }

    /// <summary>Whether a value is the commitment to a note.</summary>
    /// <param name="value">The value of the id in a tree.</param>
    /// <param name="id">The id as users write it.</param>
    /// <param name="body">The body.</param>
    public static bool Matches(ReadOnlySpan<byte> value, ReadOnlySpan<byte> id, ReadOnlySpan<byte> body) =>
        value.Length == Length && new Label(value) == CommitmentOf(id, body);

    internal static Label CommitmentOf(ReadOnlySpan<byte> id, ReadOnlySpan<byte> body)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)id.Length);
        var hash = new IncrementalBlake2b256();
        hash.Append(Tag);
        hash.Append(length);
        hash.Append(id);
        hash.Append(body);
        return hash.Finish();
    }
}
