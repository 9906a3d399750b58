using System.Buffers;

namespace BasisTrees.Persistence;

/// <summary>
/// Takes the bytes of a proof up to a limit; past it they are counted and dropped, so that no proof takes memory without bound.
/// </summary>
/// <param name="limit">The most bytes that are kept.</param>
internal sealed class BoundedBuffer(int limit) : IBufferWriter<byte>
{
    private ArrayBufferWriter<byte>? _kept = new();
    private byte[] _dropped = [];

    /// <summary>How many bytes were written, dropped ones included.</summary>
    internal long Length { get; private set; }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Length += count;
        if (Length > limit) _kept = null;
        else _kept?.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_kept is not null) return _kept.GetMemory(sizeHint);
        if (_dropped.Length < Math.Max(sizeHint, 1)) _dropped = new byte[Math.Max(sizeHint, 4096)];
        return _dropped;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>The bytes, or null if there were more than the limit.</summary>
    internal byte[]? ToArray() => _kept?.WrittenSpan.ToArray();
}
