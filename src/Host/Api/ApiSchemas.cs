using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Api;

/// <summary>The schemas of the API, made from the types that are read and written.</summary>
internal static class ApiSchemas
{
    private const string Place = "#/components/schemas/";

    /// <summary>The schemas of some types by their names, and of what they refer to.</summary>
    internal static JsonObject Of(IEnumerable<Type> requests, IEnumerable<Type> answers)
    {
        var schemas = new JsonObject { [nameof(Bytes)] = BytesSchema(), ["Problem"] = Make(typeof(ProblemDocument), isRequest: false) };
        foreach (Type type in requests.Distinct()) schemas.TryAdd(type.Name, Make(type, isRequest: true));
        foreach (Type type in answers.Distinct()) schemas.TryAdd(type.Name, Make(type, isRequest: false));
        return schemas;
    }

    /// <summary>A reference to the schema of one of some types.</summary>
    internal static JsonObject Refer(IReadOnlyList<Type> types) => types.Count == 1
        ? Refer(types[0].Name)
        : new JsonObject { ["anyOf"] = new JsonArray([.. types.Select(type => Refer(type.Name))]) };

    /// <summary>The schema of the problem documents of a status.</summary>
    internal static JsonObject Problems(IEnumerable<ProblemTraits> problems)
    {
        var types = new JsonArray([.. problems.Select(traits => JsonValue.Create(traits.Type))]);
        var narrowed = new JsonObject { ["properties"] = new JsonObject { ["type"] = new JsonObject { ["enum"] = types } } };
        return new JsonObject { ["allOf"] = new JsonArray(Refer("Problem"), narrowed) };
    }

    private static JsonObject Refer(string name) => new() { ["$ref"] = Place + name };

    private static JsonNode Make(Type type, bool isRequest)
    {
        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (at, schema) => Transform(at.TypeInfo, schema, isRequest),
        };
        return Json.Options.GetJsonSchemaAsNode(type, options);
    }

    private static JsonNode Transform(JsonTypeInfo type, JsonNode schema, bool isRequest)
    {
        if (type.Type == typeof(Bytes)) return Refer(nameof(Bytes));
        if (schema is not JsonObject known) return schema;
        if (type.Type == typeof(byte[])) known["contentEncoding"] = "base64";

        // The exporter does not ask about these themselves.
        foreach (JsonPropertyInfo member in type.Properties.Where(member => member.PropertyType == typeof(Bytes?)))
        {
            var nothing = new JsonObject { ["type"] = "null" };
            known["properties"]![member.Name] = new JsonObject { ["anyOf"] = new JsonArray(Refer(nameof(Bytes)), nothing) }; // of an object
        }

        // A newer service may say more than this one.
        if (!isRequest) known.Remove("additionalProperties");
        return known;
    }

    private static JsonObject BytesSchema() => new()
    {
        ["description"] = "Bytes: a text where they are UTF-8, else base64; hexadecimal digits are understood as well.",
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string" }, Single("base64", "^[A-Za-z0-9+/]*={0,2}$"), Single("hex", "^([0-9A-Fa-f]{2})*$")),
    };

    private static JsonObject Single(string name, string pattern) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [name] = new JsonObject { ["type"] = "string", ["pattern"] = pattern } },
        ["required"] = new JsonArray(name),
        ["additionalProperties"] = false,
    };
}
