using System.Text.Json.Serialization;

namespace BasisTrees.Host.Wire;

/// <summary>
/// Bytes in JSON: a text where they are UTF-8, else an object <c>{"base64": "..."}</c>; <c>{"hex": "..."}</c> is read too.
/// </summary>
/// <param name="Memory">The bytes; not copied.</param>
[JsonConverter(typeof(BytesConverter))]
internal readonly record struct Bytes(ReadOnlyMemory<byte> Memory)
{
    /// <summary>The bytes for reading.</summary>
    internal ReadOnlySpan<byte> Span => Memory.Span;

    public bool Equals(Bytes other) => Memory.Span.SequenceEqual(other.Memory.Span);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Memory.Span);
        return hash.ToHashCode();
    }

    /// <summary>Optional bytes: nothing stays nothing.</summary>
    internal static Bytes? From(ReadOnlyMemory<byte>? bytes) => bytes is { } given ? new Bytes(given) : null;

    /// <summary>Optional bytes: nothing stays nothing.</summary>
    internal static Bytes? From(byte[]? bytes) => bytes is null ? null : new Bytes(bytes);
}
