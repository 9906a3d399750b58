using System.Buffers.Binary;

namespace BasisTrees;

/// <summary>Collects the nodes of one manifest or subtree; lengths are filled in once what they measure is written.</summary>
/// <remarks>One thread; reused from subtree to subtree.</remarks>
internal sealed class ManifestBuffer(int bytesMax)
{
    private byte[] _bytes = new byte[4096];

    /// <summary>The bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Takes room at the end for the caller to fill.</summary>
    /// <returns>False if there would be more bytes than are allowed; nothing is taken then.</returns>
    public bool TryTake(int count, out Span<byte> taken)
    {
        taken = default;
        long needed = (long)Length + count;
        if (needed > bytesMax) return false;
        if (needed > _bytes.Length) Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
        taken = _bytes.AsSpan(Length, count);
        Length += count;
        return true;
    }

    /// <summary>Fills in the number of bytes written since behind a place of four bytes.</summary>
    public void Measure(int place) =>
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(place), Length - place - sizeof(int));
}
