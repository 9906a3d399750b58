namespace BasisTrees.Tests.Support;

/// <summary>The bytes of a simulated file: they grow with zeros and are cut. Zeros behind the last byte written take no memory.</summary>
internal sealed class SimDiskBytes
{
    private byte[] _bytes = [];

    internal int Length { get; private set; }

    /// <summary>All bytes, in memory from now on.</summary>
    internal Span<byte> Span
    {
        get
        {
            Hold(Length);
            return _bytes.AsSpan(0, Length);
        }
    }

    internal byte[] Read(long offset, int length)
    {
        if (offset >= Length) return [];
        byte[] read = new byte[Math.Min(length, Length - (int)offset)];
        int held = Math.Min(read.Length, _bytes.Length - (int)offset);
        if (held > 0) _bytes.AsSpan((int)offset, held).CopyTo(read);
        return read;
    }

    internal void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        int end = checked((int)offset + bytes.Length);
        if (end > Length) SetLength(end);
        Hold(end);
        bytes.CopyTo(_bytes.AsSpan((int)offset));
    }

    internal void SetLength(long length)
    {
        int target = checked((int)length);
        if (target < _bytes.Length) _bytes.AsSpan(target).Clear();
        Length = target;
    }

    internal void CopyFrom(SimDiskBytes other)
    {
        SetLength(0);
        int held = Math.Min(other.Length, other._bytes.Length);
        Write(0, other._bytes.AsSpan(0, held));
        SetLength(other.Length);
    }

    private void Hold(int length)
    {
        if (length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(length, 2 * _bytes.Length));
    }
}
