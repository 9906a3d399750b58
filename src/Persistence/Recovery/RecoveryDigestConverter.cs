using System.Text.Json;
using System.Text.Json.Serialization;

namespace BasisTrees.Persistence;

/// <summary>Writes digests as their hexadecimal digits.</summary>
internal sealed class RecoveryDigestConverter : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Reports are written and never read back.");

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
