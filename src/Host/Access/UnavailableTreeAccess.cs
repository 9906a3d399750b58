using BasisTrees.Host.Answers;
using BasisTrees.Host.Proofs;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Access;

/// <summary>A tree that could not be opened: it has the same answer to everything.</summary>
/// <param name="problem">The answer.</param>
internal sealed class UnavailableTreeAccess(Problem problem) : ITreeAccess
{
    public Task<Answer<TreeFacts>> ReadFactsAsync(CancellationToken cancellation) => Refuse<TreeFacts>();

    public Task<Answer<Health>> ReadHealthAsync(CancellationToken cancellation) => Refuse<Health>();

    public Task<Answer<TrustResult>> TrustAsync(long? revision, CancellationToken cancellation) => Refuse<TrustResult>();

    public Task<Answer<EntryResult>> GetAsync(EntryRequest request, CancellationToken cancellation) => Refuse<EntryResult>();

    public Task<Answer<BatchResult>> CommitAsync(BatchRequest request, CancellationToken cancellation) => Refuse<BatchResult>();

    public Task<Answer<BatchResult>> PreviewAsync(BatchRequest request, CancellationToken cancellation) => Refuse<BatchResult>();

    public Task<Answer<ScanPage>> ScanAsync(ScanRequest request, CancellationToken cancellation) => Refuse<ScanPage>();

    public Task<Answer<ScanCount>> CountAsync(ScanRequest request, CancellationToken cancellation) => Refuse<ScanCount>();

    public Task<Answer<ProofFile>> ProveAsync(ProveRequest request, CancellationToken cancellation) => Refuse<ProofFile>();

    public Task<Answer<LogPage>> ReadLogAsync(long from, int limit, CancellationToken cancellation) => Refuse<LogPage>();

    public Task<Answer<RevisionPage>> ListRevisionsAsync(RevisionsRequest request, CancellationToken cancellation) =>
        Refuse<RevisionPage>();

    public Task<Answer<DifferencePage>> CompareAsync(DifferencesRequest request, CancellationToken cancellation) =>
        Refuse<DifferencePage>();

    public Task<Answer<NoteResult>> ReadNoteAsync(EntryRequest request, CancellationToken cancellation) => Refuse<NoteResult>();

    public Task<Answer<NoteErasureResult>> EraseNoteAsync(
        ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> value, CancellationToken cancellation) => Refuse<NoteErasureResult>();

    public Task<Answer<CrosscheckResult>> CrosscheckAsync(CancellationToken cancellation) => Refuse<CrosscheckResult>();

    public Task<Answer<CheckResult>> CheckAsync(CancellationToken cancellation) => Refuse<CheckResult>();

    public Task<Answer<CheckpointList>> ListCheckpointsAsync(CancellationToken cancellation) => Refuse<CheckpointList>();

    public Task<Answer<CheckpointResult>> CheckpointAsync(CheckpointRequest request, CancellationToken cancellation) =>
        Refuse<CheckpointResult>();

    public Task<Answer<UnpinResult>> UnpinCheckpointAsync(string name, CancellationToken cancellation) => Refuse<UnpinResult>();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<Answer<T>> Refuse<T>()
        where T : class => Task.FromResult<Answer<T>>(problem);
}
