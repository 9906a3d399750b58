using System.Text.Json;

namespace BasisTrees.Tests.Support;

/// <summary>A line of avl-agreed or avl-disagree: batches on one tree, from the empty one.</summary>
internal sealed record VectorSequence(string Id, TreeParameters Parameters, IReadOnlyList<VectorBatch> Batches, long? LeavesAfter)
{
    public static VectorSequence Read(JsonElement element)
    {
        TreeParameters parameters = VectorJson.Parameters(element);
        return new VectorSequence(
            VectorJson.Text(element, "id"),
            parameters,
            VectorJson.List(element, "batches", batch => VectorBatch.Read(batch, parameters)),
            VectorJson.NumberOrNull(element, "leaves_after"));
    }
}
