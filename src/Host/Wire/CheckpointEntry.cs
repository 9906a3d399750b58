using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>One checkpoint.</summary>
/// <param name="Revision">The revision that can be opened without the log before it.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Keys">The number of keys at that revision.</param>
/// <param name="RecordsWritten">The nodes and ids that it added to the files of nodes.</param>
/// <param name="BytesWritten">Their bytes.</param>
/// <param name="Name">The name that keeps it, if it has one.</param>
/// <param name="Damage">What is wrong with its file; then nothing but the revision is known.</param>
internal sealed record CheckpointEntry(
    long Revision,
    string? Digest = null,
    string? Time = null,
    long? Keys = null,
    long? RecordsWritten = null,
    long? BytesWritten = null,
    string? Name = null,
    string? Damage = null)
{
    internal static CheckpointEntry Of(CheckpointFacts facts) => facts.Damage is { } damage
        ? new CheckpointEntry(facts.Revision, Damage: damage)
        : new CheckpointEntry(
            facts.Revision, facts.Digest.ToString(), Moment.Of(facts.Time), facts.Keys, facts.RecordsWritten, facts.BytesWritten,
            facts.Name.Length == 0 ? null : facts.Name);
}
