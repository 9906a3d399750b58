using System.Text.Json;

namespace BasisTrees.Tests.Support;

/// <summary>One operation of a batch and its result.</summary>
internal readonly record struct VectorOperation(Operation Operation, VectorResult Result)
{
    public static VectorOperation Read(JsonElement element) =>
        new(VectorJson.Operation(element), VectorResult.Read(element.GetProperty("result")));
}
