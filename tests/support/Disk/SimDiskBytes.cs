namespace BasisTrees.Tests.Support;

/// <summary>The bytes of a simulated file: they grow with zeros and are cut.</summary>
internal sealed class SimDiskBytes
{
    private byte[] _bytes = [];

    internal int Length { get; private set; }

    internal Span<byte> Span => _bytes.AsSpan(0, Length);

    internal void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        int end = checked((int)offset + bytes.Length);
        if (end > Length) SetLength(end);
        bytes.CopyTo(_bytes.AsSpan((int)offset));
    }

    internal void SetLength(long length)
    {
        int target = checked((int)length);
        if (target > _bytes.Length) Array.Resize(ref _bytes, Math.Max(target, 2 * _bytes.Length));
        if (target < Length) _bytes.AsSpan(target, Length - target).Clear();
        Length = target;
    }

    internal void CopyFrom(SimDiskBytes other)
    {
        SetLength(0);
        Write(0, other.Span);
    }
}
