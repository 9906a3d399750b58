using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BasisTrees.Examples.Ledger;

/// <summary>The one way JSON is read and written: strict, shallow, snake_case.</summary>
internal static class LedgerJson
{
    private const int DepthMax = 8;

    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = DepthMax,
        WriteIndented = true,
        IndentSize = 2,
    };

    /// <summary>A value as JSON for a person.</summary>
    internal static string Write<T>(T value) => JsonSerializer.Serialize(value, s_options);

    /// <summary>Reads a document whole; hostile bytes are an answer.</summary>
    internal static bool TryRead<T>(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? refusal)
        where T : class
    {
        try
        {
            value = JsonSerializer.Deserialize<T>(bytes, s_options);
            refusal = value is null ? "The file holds nothing." : null;
        }
        catch (JsonException malformed)
        {
            value = null;
            refusal = string.Create(
                CultureInfo.InvariantCulture, $"It is not a proof file: its JSON is wrong in line {(malformed.LineNumber ?? 0) + 1}.");
        }

        return refusal is null && value is not null;
    }

    /// <summary>Reads 64 hexadecimal digits.</summary>
    internal static bool TryReadLabel(string? text, out Label label)
    {
        label = default;
        if (text?.Length != 2 * Label.Length || !text.All(char.IsAsciiHexDigit)) return false;
        label = new Label(Convert.FromHexString(text));
        return true;
    }
}
