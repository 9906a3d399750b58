using System.Globalization;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Import;

/// <summary>Carries records into a tree, batch after batch. One run, one use.</summary>
/// <param name="tree">The tree.</param>
/// <param name="source">The input.</param>
/// <param name="options">How it goes.</param>
/// <param name="watcher">Who is told.</param>
internal sealed class Importer(ITreeAccess tree, LineSource source, ImportOptions options, IImportWatcher watcher)
{
    // Far below every limit of a batch, also with the values it replaces.
    private const int BatchBytesMax = 8 << 20;
    private const int QueueFullTriesMax = 60;

    private readonly List<WireOperation> _batch = [];
    private long _batchBytes;
    private long _batchFirstLine;
    private StoreDefinition? _definition;
    private ImportSummary _done = new(0, 0, 0, 0, 0, string.Empty);
    private long _earlierEntries;
    private long _earlierSkipped;

    /// <summary>What has been done so far; after a problem, too.</summary>
    internal ImportSummary Done => _done;

    /// <summary>Runs the import to the end of the input or to the first problem.</summary>
    internal async Task<Answer<ImportSummary>> RunAsync(CancellationToken cancellation)
    {
        Problem? problem = await BeginAsync(cancellation);
        if (problem is not null) return problem;
        StoreDefinition definition = _definition!; // BeginAsync sets it or has a problem
        IRecordReader reader = ImportFormat.Open(options.Format, source, options.HasHeader);
        while (reader.TryRead(out ImportRecord record))
        {
            if (record.Line < options.FromLine)
            {
                _done = _done with { Lines = record.LastLine };
                continue;
            }

            if ((record.Refusal ?? RefusalOf(record, definition)) is { } refusal)
            {
                if (!options.SkipsBad) return Stop(record, refusal);
                _done = _done with { Skipped = _done.Skipped + 1 };
                watcher.Skipped(record.Line, refusal);
                continue;
            }

            Add(record);
            if (_batch.Count < options.BatchEntriesMax && _batchBytes < BatchBytesMax) continue;
            problem = await CommitAsync(cancellation);
            if (problem is not null) return problem;
        }

        problem = await CommitAsync(cancellation);
        if (problem is not null) return problem;
        return _done;
    }

    private async Task<Problem?> BeginAsync(CancellationToken cancellation)
    {
        Answer<TreeFacts> answer = await tree.ReadFactsAsync(cancellation);
        if (!answer.TryGet(out TreeFacts? facts, out Problem? problem)) return problem;
        _definition = facts.ToDefinition();
        if (_definition is null)
            return new Problem(ProblemKind.AnswerNotUnderstood, "The service states impossible lengths of keys or values.");
        _done = _done with { Revision = facts.Revision, Digest = facts.Digest };
        return options.StatePath is { } path ? await ContinueAsync(path, facts, cancellation) : null;
    }

    // Goes on where a state says, once input and store are those that it speaks of.
    private async Task<Problem?> ContinueAsync(string path, TreeFacts facts, CancellationToken cancellation)
    {
        if (!ImportState.TryRead(path, out ImportState? state, out Problem? problem)) return problem;
        if (state is null) return WriteState();
        string name = ByteText.Show(path);
        if (state.TreeId != facts.TreeId)
            return new Problem(ProblemKind.DigestConflict,
                $"The state {name} is about the tree {ByteText.Show(state.TreeId)}, not {facts.TreeId}.");
        if (state.InputFormat != options.Format)
            return new Problem(ProblemKind.InvalidRequest,
                $"The state {name} is about an input of the format {ByteText.Show(state.InputFormat)}.");
        Answer<TrustResult> trust = await tree.TrustAsync(state.Revision, cancellation);
        if (!trust.TryGet(out TrustResult? trusted, out _) || trusted.Digest != state.Digest)
        {
            return new Problem(ProblemKind.DigestConflict, Say(
                $"The store has no revision {state.Revision} with the digest that {name} names: it is an older copy or another store."));
        }

        if (!source.TrySkip(state.Bytes, state.Lines) || source.PrefixHash() != state.PrefixSha256)
        {
            return new Problem(ProblemKind.InvalidRequest, Say(
                $"The first {state.Bytes} bytes of the input are not those that {name} names; without it the import begins at line 1."));
        }

        (_earlierEntries, _earlierSkipped) = (state.Entries, state.Skipped);
        _done = _done with { Lines = state.Lines };
        watcher.Resumed(state.Lines, facts.Revision - state.Revision);
        return null;
    }

    private static string? RefusalOf(ImportRecord record, StoreDefinition definition)
    {
        TreeParameters parameters = definition.Parameters;
        if (definition.Keys.Explain(record.Id) is { Length: > 0 } refusal)
            return char.ToLowerInvariant(refusal[0]) + refusal[1..].TrimEnd('.');
        if (parameters.ValueLength is { } length && record.Value.Length != length)
            return Say($"a value of this tree has exactly {length} bytes, and this one has {record.Value.Length}");
        return record.Value.Length > parameters.ValueLengthMax
            ? Say($"a value of this tree has at most {parameters.ValueLengthMax} bytes, and this one has {record.Value.Length}")
            : null;
    }

    private Problem Stop(ImportRecord record, string refusal) => new(ProblemKind.InvalidRequest, Say(
        $"Line {record.Line}: {refusal}. {Imported()}; mend the line, or skip bad lines with --skip-bad."));

    private string Imported() => _done.Entries == 0
        ? "Nothing was imported"
        : Say($"{Amount.Of(_done.Entries, "entry", "entries")} up to line {_done.Lines} went in and nothing after it");

    private void Add(ImportRecord record)
    {
        if (_batch.Count == 0) _batchFirstLine = record.Line;
        _batch.Add(new WireOperation("insert_or_update", new Bytes(record.Id), new Bytes(record.Value)));
        _batchBytes += Length(record);
    }

    // Called with the source right behind the last record of the batch, so that the state can say what is done by its bytes.
    private async Task<Problem?> CommitAsync(CancellationToken cancellation)
    {
        _done = _done with { Lines = source.Lines };
        if (_batch.Count == 0) return _done.Skipped > 0 ? WriteState() : null;

        Answer<BatchResult> answer = await SendAsync(cancellation);
        if (!answer.TryGet(out BatchResult? result, out Problem? problem)) return problem;
        _done = _done with
        {
            Entries = _done.Entries + _batch.Count,
            Batches = _done.Batches + 1,
            Revision = result.Revision,
            Digest = result.DigestAfter,
        };
        var acknowledged = new ImportAcknowledgement(
            _done.Batches, _batchFirstLine, _done.Lines, _batch.Count, result.Revision, result.FirstSequence, result.DigestAfter);
        _batch.Clear();
        _batchBytes = 0;
        watcher.Acknowledged(acknowledged, _done);
        return WriteState();
    }

    private Problem? WriteState()
    {
        if (options.StatePath is not { } path || _definition is null) return null;
        try
        {
            new ImportState(
                ImportState.FormatName, _definition.TreeId, options.Format, source.Bytes, source.Lines, source.PrefixHash(),
                _earlierEntries + _done.Entries, _earlierSkipped + _done.Skipped, _done.Revision, _done.Digest).Write(path);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new Problem(ProblemKind.StoreUnwritable, Say(
                $"The state {ByteText.Show(path)} cannot be written: {failure.Message.TrimEnd('.')}. {Imported()}."));
        }
    }

    // A full queue has changed nothing and asks for patience.
    private async Task<Answer<BatchResult>> SendAsync(CancellationToken cancellation)
    {
        for (int tries = 1; ; tries++)
        {
            Answer<BatchResult> answer = await tree.CommitAsync(new BatchRequest([.. _batch]), cancellation);
            bool isQueueFull = !answer.TryGet(out _, out Problem? problem) && problem.Kind == ProblemKind.QueueFull;
            if (!isQueueFull || tries == QueueFullTriesMax) return answer;
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        }
    }

    private static int Length(ImportRecord record) => record.Id.Length + record.Value.Length;

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
