using System.Globalization;
using System.Text.Json;

namespace BasisTrees.Tests.Support;

/// <summary>The fields that all vector files share.</summary>
internal static class VectorJson
{
    /// <summary>A text that must be there.</summary>
    public static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>A text, or null if it is null or not there.</summary>
    public static string? TextOrNull(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    /// <summary>Bytes that must be there.</summary>
    public static byte[] Bytes(JsonElement element, string name) => Convert.FromHexString(Text(element, name));

    /// <summary>A number, or null if it is null or not there.</summary>
    public static long? NumberOrNull(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? Number(value) : null;

    /// <summary>A digest that must be there and well-formed.</summary>
    public static Digest Digest(JsonElement element, string name) =>
        BasisTrees.Digest.TryParse(Text(element, name), out Digest digest) ? digest : throw new FormatException($"{name} is no digest.");

    /// <summary>The constants of the tree; values up to the largest that any tree may have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not those of a tree.</exception>
    public static TreeParameters Parameters(JsonElement element)
    {
        long? valueLength = NumberOrNull(element, "value_length");
        return new TreeParameters(
            checked((int)NumberOrNull(element, "key_length")!.Value),
            checked((int?)valueLength),
            valueLength is null ? TreeParameters.ValueLengthLimit : null);
    }

    /// <summary>One operation, without its result.</summary>
    public static Operation Operation(JsonElement element)
    {
        string kind = Text(element, "op");
        byte[] key = TextOrNull(element, "key") is { } hex ? Convert.FromHexString(hex) : [];
        byte[] value = TextOrNull(element, "value") is { } text ? Convert.FromHexString(text) : [];
        return new Operation(Enum.Parse<OperationKind>(kind), key, value, NumberOrNull(element, "delta") ?? 0);
    }

    /// <summary>A whole list, or an empty one if it is null or not there.</summary>
    public static List<T> List<T>(JsonElement element, string name, Func<JsonElement, T> read)
    {
        List<T> list = [];
        if (!element.TryGetProperty(name, out JsonElement array) || array.ValueKind == JsonValueKind.Null) return list;
        foreach (JsonElement item in array.EnumerateArray()) list.Add(read(item));
        return list;
    }

    private static long Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? long.Parse(value.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
        : value.GetInt64();
}
