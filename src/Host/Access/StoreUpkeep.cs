using System.Globalization;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Access;

/// <summary>Looks after a store that this process has open: checkpoints and checks.</summary>
/// <param name="store">The store.</param>
internal sealed class StoreUpkeep(TreeStore store) : IDisposable
{
    // One at a time, so that a name that was found to be free is still free when it is given.
    private readonly SemaphoreSlim _turn = new(1);

    // Apart from the other, for a check takes long; one at a time, for it takes much.
    private readonly SemaphoreSlim _checking = new(1);

    /// <summary>Writes a checkpoint of what is published now.</summary>
    internal Task<Answer<CheckpointResult>> CheckpointAsync(CheckpointRequest request, CancellationToken cancellation) =>
        InTurnAsync(_turn, () => Checkpoint(request), cancellation);

    /// <summary>Takes a name away.</summary>
    internal Task<Answer<UnpinResult>> UnpinAsync(string name, CancellationToken cancellation) =>
        InTurnAsync(_turn, () => Unpin(name), cancellation);

    /// <summary>Reads and hashes everything that is published.</summary>
    internal Task<Answer<CheckResult>> CheckAsync(CancellationToken cancellation) =>
        InTurnAsync<CheckResult>(_checking, () => CheckResult.Of(store.Check()), cancellation);

    /// <summary>The checkpoints that are kept.</summary>
    internal Answer<CheckpointList> List() => Refusal() is { } refusal
        ? refusal
        : new CheckpointList([.. store.Checkpoints().Select(CheckpointEntry.Of)]);

    public void Dispose()
    {
        _turn.Dispose();
        _checking.Dispose();
    }

    private static async Task<Answer<T>> InTurnAsync<T>(SemaphoreSlim turn, Func<Answer<T>> work, CancellationToken cancellation)
        where T : class
    {
        await turn.WaitAsync(cancellation);
        try
        {
            // The store blocks until it is done, so this takes a thread that may wait.
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            turn.Release();
        }
    }

    private Answer<CheckpointResult> Checkpoint(CheckpointRequest request)
    {
        string name = request.Name ?? string.Empty;
        if (Refusal(request.Name) is { } refusal) return refusal;
        if (name.Length > 0 && store.Checkpoints().FirstOrDefault(facts => facts.Name == name) is { } other
            && other.Revision != store.Head.Revision)
            return Exists($"The checkpoint of revision {other.Revision} has the name {name}; drop it there or choose another.");
        CheckpointReport report = store.Checkpoint(name, request.Compact, request.Full);
        return name.Length > 0 && report.Name != name
            ? Exists($"The checkpoint of revision {report.Revision} has the name {report.Name} already; drop that one or use it.")
            : CheckpointResult.Of(report);
    }

    private Answer<UnpinResult> Unpin(string name)
    {
        if (Refusal(name) is { } refusal) return refusal;
        IReadOnlyList<long> revisions = store.UnpinCheckpoint(name);
        return revisions.Count > 0
            ? new UnpinResult(name, revisions)
            : new Problem(ProblemKind.CheckpointNotFound, $"No checkpoint has the name {ByteText.Show(name)}.");
    }

    private Problem? Refusal(string? name = null) =>
        !store.KeepsCheckpoints
            ? new Problem(ProblemKind.NoCheckpoints, "This store keeps its tree in memory as a whole and has no checkpoints.")
        : name is not null && !StoreDefinition.IsTreeId(name)
            ? new Problem(
                ProblemKind.InvalidRequest, $"A checkpoint's name has 1 to 128 letters, digits, _ and -, unlike {ByteText.Show(name)}.")
        : null;

    private static Problem Exists(FormattableString detail) =>
        new(ProblemKind.CheckpointExists, detail.ToString(CultureInfo.InvariantCulture));
}
