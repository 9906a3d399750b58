using System.Text.Json;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>One thing that a check of a store has found.</summary>
/// <param name="Kind">What kind of thing, as in <c>node_record</c>; more kinds may come.</param>
/// <param name="File">The file with its directory.</param>
/// <param name="Offset">The place in the file, in bytes from its start.</param>
/// <param name="Expected">What was expected there, or what is there, as the end of a sentence.</param>
internal sealed record CheckFinding(string Kind, string File, long Offset, string Expected)
{
    internal static CheckFinding Of(FsckFinding finding) =>
        new(JsonNamingPolicy.SnakeCaseLower.ConvertName(finding.Kind.ToString()), finding.File, finding.Offset, finding.Expected);
}
