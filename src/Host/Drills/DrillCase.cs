using BasisTrees.Persistence;

namespace BasisTrees.Host.Drills;

/// <summary>One way in which a store is tried.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Kind">The damage; null for none.</param>
/// <param name="Title">The damage in a few words.</param>
internal sealed record DrillCase(string Name, DamageKind? Kind, string Title)
{
    /// <summary>All of them, the mildest first.</summary>
    internal static IReadOnlyList<DrillCase> All { get; } =
    [
        new("reopening", null, "nothing is damaged"),
        new("torn-tail", DamageKind.TornTail, "the log ends in a torn tail"),
        new("checkpoint", DamageKind.Checkpoint, "the newest checkpoint is damaged"),
        new("node", DamageKind.Node, "a node of the newest checkpoint is damaged"),
        new("nodes", DamageKind.Nodes, "all nodes and checkpoints are lost"),
        new("record", DamageKind.Record, "an acknowledged record of the log is damaged"),
    ];

    /// <summary>The tier that must lead back, or null where opening must be refused.</summary>
    /// <param name="checkpoints">How many checkpoints the store has.</param>
    internal int? TierExpected(int checkpoints) => Kind switch
    {
        null => 0,
        DamageKind.TornTail => 1,
        DamageKind.Checkpoint or DamageKind.Node => checkpoints > 1 ? 2 : 3,
        DamageKind.Nodes => 3,
        _ => null,
    };
}
