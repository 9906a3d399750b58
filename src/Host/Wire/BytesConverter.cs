using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using BasisTrees.Host.Text;

namespace BasisTrees.Host.Wire;

/// <summary>Reads and writes <see cref="Bytes"/>; whatever is not exactly that is a <see cref="JsonException"/>.</summary>
/// <param name="encoding">How they are written; as text only those that are UTF-8.</param>
internal sealed class BytesConverter(ByteEncoding encoding) : JsonConverter<Bytes>
{
    private const string Expected = "Expected a text, {\"base64\": \"...\"} or {\"hex\": \"...\"}.";

    /// <summary>Writes a text where that can be done.</summary>
    public BytesConverter()
        : this(ByteEncoding.Text)
    {
    }

    /// <inheritdoc/>
    public override Bytes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new Bytes(ReadText(ref reader));
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException(Expected);
        Step(ref reader, JsonTokenType.PropertyName);
        bool isHex = reader.ValueTextEquals("hex"u8);
        if (!isHex && !reader.ValueTextEquals("base64"u8)) throw new JsonException(Expected);
        Step(ref reader, JsonTokenType.String);
        byte[] bytes = isHex ? ReadHex(ref reader) : ReadBase64(ref reader);
        Step(ref reader, JsonTokenType.EndObject);
        return new Bytes(bytes);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Bytes value, JsonSerializerOptions options)
    {
        if (encoding == ByteEncoding.Text && Utf8.IsValid(value.Span))
        {
            writer.WriteStringValue(value.Span);
            return;
        }

        writer.WriteStartObject();
        if (encoding == ByteEncoding.Hex) writer.WriteString("hex"u8, Convert.ToHexStringLower(value.Span));
        else writer.WriteBase64String("base64"u8, value.Span);
        writer.WriteEndObject();
    }

    private static void Step(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (!reader.Read() || reader.TokenType != expected) throw new JsonException(Expected);
    }

    private static byte[] ReadText(ref Utf8JsonReader reader)
    {
        // Unescaped text is never longer than the token.
        byte[] buffer = new byte[reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length];
        try
        {
            int length = reader.CopyString(buffer);
            return length == buffer.Length ? buffer : buffer[..length];
        }
        catch (InvalidOperationException invalid)
        {
            throw new JsonException("The text is not valid Unicode.", invalid);
        }
    }

    private static byte[] ReadBase64(ref Utf8JsonReader reader) =>
        reader.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : throw new JsonException("The text is not base64.");

    private static byte[] ReadHex(ref Utf8JsonReader reader)
    {
        byte[] digits = ReadText(ref reader);
        byte[] bytes = new byte[digits.Length / 2];
        OperationStatus status = Convert.FromHexString(digits, bytes, out int consumed, out _);
        return status == OperationStatus.Done && consumed == digits.Length
            ? bytes
            : throw new JsonException("The text is not hexadecimal.");
    }
}
