using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Tokens;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Api;

/// <summary>The OpenAPI 3.1 document of the routes that are mapped.</summary>
internal static class ApiDocument
{
    private const string JsonType = "application/json";
    private const string BytesType = "application/octet-stream";
    private const string SchemeName = "token";

    /// <summary>Makes the document.</summary>
    /// <param name="routes">Each path with what is known of its route.</param>
    internal static JsonObject Make(IEnumerable<(string Path, RouteFacts Facts)> routes)
    {
        (string Path, RouteFacts Facts)[] all = [.. routes];
        var paths = new JsonObject();
        foreach ((string path, RouteFacts facts) in all)
        {
            if (paths[path] is not JsonObject item) paths[path] = item = [];
            item[facts.Method.ToLowerInvariant()] = Operation(path, facts);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "BasisTrees",
                ["version"] = "v1",
                ["description"] =
                    "An authenticated tree: every answer can carry a proof. The entity tag of an answer is the digest of the tree.",
            },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = ApiSchemas.Of(
                    all.Select(route => route.Facts.Body).OfType<Type>(), all.SelectMany(route => route.Facts.Answers)),
                ["securitySchemes"] = new JsonObject
                {
                    [SchemeName] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "Needed where the configuration of the service names a token file.",
                    },
                },
            },
        };
    }

    private static JsonObject Operation(string path, RouteFacts facts)
    {
        var operation = new JsonObject { ["summary"] = facts.Says };
        if (facts.Role is { } role)
        {
            operation["description"] = $"Needs a token with the role {Words.Of(role)} or a higher one, where tokens are needed.";
            operation["security"] = new JsonArray(new JsonObject { [SchemeName] = new JsonArray() });
        }
        else operation["security"] = new JsonArray();

        operation["parameters"] = new JsonArray([.. Parameters(path, facts)]);
        if (facts.Body is { } body) operation["requestBody"] = Content(JsonType, ApiSchemas.Refer([body]), isNeeded: true);
        if (facts.TakesBytes) operation["requestBody"]!["content"]![BytesType] = new JsonObject(); // beside the JSON
        if (facts.TakesValue) operation["requestBody"] = Content("*/*", [], isNeeded: true);
        operation["responses"] = Responses(facts);
        return operation;
    }

    private static IEnumerable<JsonNode> Parameters(string path, RouteFacts facts)
    {
        foreach (string part in path.Split('/').Where(part => part.StartsWith('{')))
            yield return Parameter("path", new RouteParameter(part[1..^1], ParameterForm.Text, "the name of the tree") { IsNeeded = true });
        foreach (RouteParameter parameter in facts.Query) yield return Parameter("query", parameter);
        if (facts.IsConditional)
        {
            const string says = "a digest in quotes; done only if the tree has it";
            yield return Parameter("header", new RouteParameter("If-Match", ParameterForm.Text, says));
        }

        if (facts.Role == TokenRole.Write)
        {
            const string says = "1 to 64 bytes under which the write is carried out once, however often it is sent";
            yield return Parameter("header", new RouteParameter("Idempotency-Key", ParameterForm.Text, says));
        }

        if (HasUnchanged(facts))
        {
            const string says = "an entity tag; if the tree still has its digest, the answer is 304";
            yield return Parameter("header", new RouteParameter("If-None-Match", ParameterForm.Text, says));
        }
    }

    private static JsonObject Parameter(string place, RouteParameter parameter)
    {
        JsonObject schema = parameter.Form switch
        {
            ParameterForm.Number => new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
            ParameterForm.Flag => new JsonObject { ["type"] = "boolean" },
            _ => new JsonObject { ["type"] = "string" },
        };
        if (parameter.Choices.Count > 0) schema["enum"] = new JsonArray([.. parameter.Choices.Select(word => JsonValue.Create(word))]);
        string bytes = parameter.Form == ParameterForm.Bytes ? "; any bytes, each of which may be written as %XX" : string.Empty;
        return new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = place,
            ["required"] = parameter.IsNeeded,
            ["description"] = parameter.Says + bytes,
            ["schema"] = schema,
        };
    }

    private static JsonObject Responses(RouteFacts facts)
    {
        bool isFree = facts.Answers.Count == 0;
        JsonObject done = facts.IsText
            ? Content("text/plain", new JsonObject { ["type"] = "string" })
            : Content(JsonType, isFree ? new JsonObject { ["type"] = "object" } : ApiSchemas.Refer(facts.Answers));
        done["description"] = "done";
        if (facts.GivesValue) done["content"]![BytesType] = new JsonObject(); // there is a content, made just above
        if (facts.IsTagged) done["headers"] = Header("ETag", "the digest of the tree, in quotes");
        var responses = new JsonObject { ["200"] = done };
        if (HasUnchanged(facts)) responses["304"] = new JsonObject { ["description"] = "the tree still has the digest of If-None-Match" };
        IEnumerable<IGrouping<int, ProblemTraits>> byStatus = facts.Problems.Distinct().Select(ProblemTraits.Of)
            .GroupBy(traits => traits.Status).OrderBy(status => status.Key);
        foreach (IGrouping<int, ProblemTraits> status in byStatus)
        {
            JsonObject refused = Content(ProblemDocument.MediaType, ApiSchemas.Problems(status));
            refused["description"] = string.Join("; ", status.Select(traits => $"{traits.Slug}: {traits.Title}"));
            if (status.Key is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
                refused["headers"] = Header("WWW-Authenticate", "Bearer");
            if (status.Any(traits => traits.Kind is ProblemKind.QueueFull or ProblemKind.NoSpace))
                refused["headers"] = Header("Retry-After", "seconds, where the same request may succeed later");
            responses[status.Key.ToString(CultureInfo.InvariantCulture)] = refused;
        }

        return responses;
    }

    private static bool HasUnchanged(RouteFacts facts) => facts.IsTagged && facts.Method == HttpMethods.Get;

    private static JsonObject Content(string type, JsonObject schema, bool isNeeded = false)
    {
        var media = new JsonObject();
        if (schema.Count > 0) media["schema"] = schema;
        var content = new JsonObject { ["content"] = new JsonObject { [type] = media } };
        if (isNeeded) content["required"] = true;
        return content;
    }

    private static JsonObject Header(string name, string says) => new()
    {
        [name] = new JsonObject { ["description"] = says, ["schema"] = new JsonObject { ["type"] = "string" } },
    };

    /// <summary>The document as bytes.</summary>
    internal static byte[] Bytes(JsonObject document) => JsonSerializer.SerializeToUtf8Bytes(document);
}
