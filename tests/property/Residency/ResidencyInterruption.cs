using System.Buffers;

namespace BasisTrees.Tests.Property;

/// <summary>An output that lets something happen before it takes the first bytes: in the middle of the reader's call.</summary>
internal sealed class ResidencyInterruption(Action happening) : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private Action? _happening = happening;

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Advance(int count) => _bytes.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Interlocked.Exchange(ref _happening, null)?.Invoke();
        return _bytes.GetSpan(sizeHint);
    }
}
