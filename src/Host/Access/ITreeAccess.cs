using BasisTrees.Host.Answers;
using BasisTrees.Host.Proofs;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Access;

/// <summary>
/// What can be asked of a tree, wherever it lives: in a data directory that this process opens, or behind a service. Commands and
/// routes are written against this, so that both give the same answers.
/// </summary>
/// <remarks>
/// Any thread may ask. Answers and refusals are values; a failure of the disk is a <see cref="Persistence.StoreException"/>. Memory that
/// is handed over must not change until the task has ended.
/// </remarks>
internal interface ITreeAccess : IAsyncDisposable
{
    /// <summary>What the store is for and where it stands.</summary>
    Task<Answer<TreeFacts>> ReadFactsAsync(CancellationToken cancellation);

    /// <summary>Whether the tree takes batches and answers; told from memory, so that it may be asked often.</summary>
    Task<Answer<Health>> ReadHealthAsync(CancellationToken cancellation);

    /// <summary>The trust string of a revision, or of the head.</summary>
    Task<Answer<TrustResult>> TrustAsync(long? revision, CancellationToken cancellation);

    /// <summary>The value of an id, at the head or another revision that is retained.</summary>
    Task<Answer<EntryResult>> GetAsync(EntryRequest request, CancellationToken cancellation);

    /// <summary>Commits a batch.</summary>
    Task<Answer<BatchResult>> CommitAsync(BatchRequest request, CancellationToken cancellation);

    /// <summary>Says what a batch would do, without doing it.</summary>
    Task<Answer<BatchResult>> PreviewAsync(BatchRequest request, CancellationToken cancellation);

    /// <summary>One page of a listing.</summary>
    Task<Answer<ScanPage>> ScanAsync(ScanRequest request, CancellationToken cancellation);

    /// <summary>How many entries a listing has, all pages together; limit and cursor do not count.</summary>
    Task<Answer<ScanCount>> CountAsync(ScanRequest request, CancellationToken cancellation);

    /// <summary>A proof of what the head, or another revision that is retained, answers for some ids.</summary>
    Task<Answer<ProofFile>> ProveAsync(ProveRequest request, CancellationToken cancellation);

    /// <summary>Records of the log from a revision on.</summary>
    /// <param name="from">The first revision wanted.</param>
    /// <param name="limit">The most records, 1 to <see cref="LogPage.RecordsMax"/>; fewer are given if they are large.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<Answer<LogPage>> ReadLogAsync(long from, int limit, CancellationToken cancellation);

    /// <summary>Some revisions: when they were made, and whether they can be read.</summary>
    Task<Answer<RevisionPage>> ListRevisionsAsync(RevisionsRequest request, CancellationToken cancellation);

    /// <summary>One page of what differs between two revisions that are retained.</summary>
    Task<Answer<DifferencePage>> CompareAsync(DifferencesRequest request, CancellationToken cancellation);

    /// <summary>The body of a note, at the head or another revision that is retained.</summary>
    Task<Answer<NoteResult>> ReadNoteAsync(EntryRequest request, CancellationToken cancellation);

    /// <summary>Erases the body of a note in every file of the store.</summary>
    /// <param name="id">The id.</param>
    /// <param name="value">The value that the id has or had with the body, 32 bytes; empty for the one that it has now.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<Answer<NoteErasureResult>> EraseNoteAsync(
        ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> value, CancellationToken cancellation);

    /// <summary>Compares the tree with the bodies of its notes, each of which is read and hashed.</summary>
    Task<Answer<CrosscheckResult>> CrosscheckAsync(CancellationToken cancellation);

    /// <summary>Reads and hashes everything that is published, and says what is wrong.</summary>
    Task<Answer<CheckResult>> CheckAsync(CancellationToken cancellation);

    /// <summary>The checkpoints that are kept.</summary>
    Task<Answer<CheckpointList>> ListCheckpointsAsync(CancellationToken cancellation);

    /// <summary>Writes a checkpoint of what is published now, and answers when it stands.</summary>
    Task<Answer<CheckpointResult>> CheckpointAsync(CheckpointRequest request, CancellationToken cancellation);

    /// <summary>Takes a name away from the checkpoint that has it.</summary>
    Task<Answer<UnpinResult>> UnpinCheckpointAsync(string name, CancellationToken cancellation);
}
