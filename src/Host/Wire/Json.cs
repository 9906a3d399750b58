using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BasisTrees.Host.Text;

namespace BasisTrees.Host.Wire;

/// <summary>The one way JSON is read and written: strict, shallow, snake_case.</summary>
internal static class Json
{
    /// <summary>How deep any of our documents may be.</summary>
    private const int DepthMax = 8;

    /// <summary>For single lines and for the wire. Unknown and repeated members are refused.</summary>
    internal static JsonSerializerOptions Options { get; } = Make(isIndented: false);

    private static JsonSerializerOptions Indented { get; } = Make(isIndented: true);

    private static JsonSerializerOptions Lenient { get; } = Make(isIndented: false, isLenient: true);

    /// <summary>The value as JSON for a person.</summary>
    internal static byte[] ToIndentedBytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Indented);

    private static JsonSerializerOptions Hexadecimal { get; } = Make(isIndented: false, encoding: ByteEncoding.Hex);

    private static JsonSerializerOptions Base64 { get; } = Make(isIndented: false, encoding: ByteEncoding.Base64);

    /// <summary>The value as one line of JSON.</summary>
    /// <param name="value">The value.</param>
    /// <param name="encoding">How bytes are written; as text only those that are UTF-8.</param>
    internal static byte[] ToBytes<T>(T value, ByteEncoding encoding = ByteEncoding.Text) => JsonSerializer.SerializeToUtf8Bytes(
        value, encoding switch { ByteEncoding.Hex => Hexadecimal, ByteEncoding.Base64 => Base64, _ => Options });

    /// <summary>Reads a document whole; hostile bytes are an answer.</summary>
    /// <param name="bytes">UTF-8, without a byte order mark.</param>
    /// <param name="value">What it says.</param>
    /// <param name="refusal">One sentence without the bytes themselves that says what is wrong and where.</param>
    internal static bool TryRead<T>(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? refusal)
        where T : class => TryRead(bytes, Options, out value, out refusal);

    /// <summary>
    /// Reads an answer of a service: as the reading of a request, but members that a newer one has added are passed over.
    /// </summary>
    internal static bool TryReadAnswer<T>(
        ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? refusal)
        where T : class => TryRead(bytes, Lenient, out value, out refusal);

    private static bool TryRead<T>(
        ReadOnlySpan<byte> bytes,
        JsonSerializerOptions options,
        [NotNullWhen(true)] out T? value,
        [NotNullWhen(false)] out string? refusal)
        where T : class
    {
        try
        {
            value = JsonSerializer.Deserialize<T>(bytes, options);
            refusal = value is null ? "The JSON is null." : null;
        }
        catch (JsonException malformed)
        {
            value = null;
            refusal = Explain(malformed);
        }

        return value is not null && refusal is null;
    }

    /// <summary>What is wrong with JSON and where, in one sentence that is safe to print.</summary>
    internal static string Explain(JsonException malformed)
    {
        // Of a document on one line the number of the line says nothing, and beside that of an imported line it misleads.
        long at = malformed.BytePositionInLine.GetValueOrDefault() + 1;
        string place = malformed.LineNumber switch
        {
            null => string.Empty,
            0 => $" (byte {at})",
            { } line => $" (line {line + 1}, byte {at})",
        };
        return $"{JsonRefusal.FactOf(malformed.Message)}{place}{PathOf(malformed)}.";
    }

    // The path may repeat member names of the input, which can be anything.
    private static string PathOf(JsonException malformed) =>
        malformed.Path is { Length: > 1 and < 100 } path
            && path.All(c => char.IsAsciiLetterOrDigit(c) || c is '$' or '.' or '_' or '[' or ']')
            ? $" at {path}"
            : string.Empty;

    private static JsonSerializerOptions Make(bool isIndented, bool isLenient = false, ByteEncoding encoding = ByteEncoding.Text)
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = DepthMax,
            WriteIndented = isIndented,
            UnmappedMemberHandling = isLenient ? JsonUnmappedMemberHandling.Skip : JsonUnmappedMemberHandling.Disallow,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RefuseNullItems } },
        };
        if (encoding != ByteEncoding.Text) options.Converters.Add(new BytesConverter(encoding)); // goes before that of the type
        options.MakeReadOnly();
        return options;
    }

    // The serializer looks after members that must not be null, but not after the items of lists.
    private static void RefuseNullItems(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        Func<object, object?>[] lists =
        [
            .. type.Properties
                .Where(member => IsListOfObjects(member.PropertyType))
                .Select(member => member.Get)
                .OfType<Func<object, object?>>(),
        ];
        if (lists.Length == 0) return;
        type.OnDeserialized = value =>
        {
            foreach (Func<object, object?> list in lists)
            {
                if (list(value) is IEnumerable items && items.Cast<object?>().Contains(null)) throw new JsonException("A list holds null.");
            }
        };
    }

    private static bool IsListOfObjects(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && !type.GetGenericArguments()[0].IsValueType;
}
