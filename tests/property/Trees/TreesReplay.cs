using System.Buffers;
using BasisTrees.Tests.Support;
using static BasisTrees.Tests.Property.TreesDisagreementException;

namespace BasisTrees.Tests.Property;

/// <summary>Plays a history on the product and on the oracle side by side and compares everything that can be seen.</summary>
internal sealed class TreesReplay : IDisposable
{
    private readonly TreesHistory _history;
    private readonly Random _random;
    private readonly Prover _prover;
    private readonly ReferenceTree _model;
    private readonly Verifier _verifier;
    private readonly ScryptoVerifier _scrypto;
    private readonly List<Operation> _done = [];
    private readonly List<ReferenceAnswer> _answers = [];
    private readonly Queue<TreesSnapshotCheck> _snapshots = new();
    private long _revision;
    private bool _touched;

    private TreesReplay(TreesHistory history)
    {
        _history = history;
        _random = new Random(history.Seed);
        _prover = new Prover(history.Parameters);
        _model = new ReferenceTree(history.Parameters);
        _verifier = new Verifier(history.Parameters);
        _scrypto = new ScryptoVerifier(history.Parameters);
    }

    /// <summary>What went wrong and at which step, or null if all agreed.</summary>
    public static string? Failure(TreesHistory history)
    {
        int step = 0;
        try
        {
            using TreesReplay replay = new(history);
            for (; step < history.Steps.Count; step++) replay.Take(history.Steps[step]);
            replay.Finish();
            return null;
        }
        catch (Exception exception)
        {
            string what = exception is TreesDisagreementException ? exception.Message : exception.ToString();
            return $"step {step}: {what}";
        }
    }

    public void Dispose()
    {
        while (_snapshots.TryDequeue(out TreesSnapshotCheck? snapshot)) snapshot.Dispose();
    }

    private void Take(TreesStep step)
    {
        switch (step.Kind)
        {
            case TreesStepKind.Apply:
                Apply(step.Operations[0]);
                break;
            case TreesStepKind.Seal:
                Seal();
                break;
            case TreesStepKind.SealQuietly:
                _model.Seal();
                Unless(_prover.Seal() == _model.Digest, $"digest of the quietly sealed batch is {_prover.Digest}, not {_model.Digest}");
                Sealed();
                break;
            case TreesStepKind.Discard:
                Discard();
                break;
            case TreesStepKind.Preview:
                Preview(step.Operations);
                break;
            case TreesStepKind.Snapshot:
                if (_snapshots.Count < 8) _snapshots.Enqueue(new TreesSnapshotCheck(_prover.Snapshot(), _model.Fork(), _revision));
                break;
            case TreesStepKind.AskSnapshot:
                if (_snapshots.Count > 0) _snapshots.ElementAt(_random.Next(_snapshots.Count)).Ask(_random);
                break;
            case TreesStepKind.DropSnapshot:
                if (_snapshots.TryDequeue(out TreesSnapshotCheck? snapshot)) snapshot.Close();
                break;
            default:
                Compare("in the batch");
                break;
        }
    }

    private void Apply(in Operation operation)
    {
        if (_random.Next(16) == 0) _prover.Prefetch([operation]);
        Outcome outcome = _prover.Apply(operation);
        byte[] old = outcome == Outcome.Present ? _prover.OldValue.ToArray() : [];
        ReferenceAnswer expected = _model.Apply(operation);
        Unless(expected.Equals(outcome, old), $"{outcome} {Convert.ToHexStringLower(old)}, not {expected}");
        _touched = true;
        if (!outcome.IsDone()) return;
        _done.Add(operation);
        _answers.Add(expected);
    }

    private void Seal()
    {
        Digest before = _model.SealedDigest;
        byte[] proof = _model.Seal();
        ArrayBufferWriter<byte> writer = new();
        Digest after = _prover.Seal(writer);
        Unless(after == _model.Digest, $"digest of the sealed batch is {after}, not {_model.Digest}");
        bool same = writer.WrittenSpan.SequenceEqual(proof);
        Unless(same, $"proof of {writer.WrittenCount} bytes differs at {writer.WrittenSpan.CommonPrefixLength(proof)} of {proof.Length}");
        VerifierClaim claim = new(before, proof, _done) { Answers = _answers, After = after };
        string? refusal = VerifierRun.StrictRefusal(_verifier, claim) ?? VerifierRun.ScryptoRefusal(_scrypto, claim);
        Unless(refusal is null, $"{refusal}");
        Sealed();
    }

    private void Sealed()
    {
        _revision++;
        Forget();
        Compare("after sealing");
    }

    private void Discard()
    {
        _prover.Discard();
        _model.Discard();
        Forget();
        Compare("after discarding");
    }

    private void Forget()
    {
        _done.Clear();
        _answers.Clear();
        _touched = false;
    }

    private void Preview(Operation[] operations)
    {
        _prover.Prefetch(operations);
        ArrayBufferWriter<byte> writer = new();
        bool wanted = _random.Next(4) != 0;
        if (_done.Count > 0)
        {
            bool refused = false;
            try
            {
                _prover.TryPreview(operations, writer, out _, out _, out _);
            }
            catch (InvalidOperationException)
            {
                refused = true;
            }

            Unless(refused, $"a preview with pending operations");
            return;
        }

        if (_touched) Discard();
        ReferenceTree fork = _model.Fork();
        List<ReferenceAnswer> answers = [];
        foreach (Operation operation in operations)
            if (answers.Count == 0 || answers[^1].Outcome.IsDone()) answers.Add(fork.Apply(operation));

        bool done = _prover.TryPreview(operations, wanted ? writer : null, out Digest digest, out int failedIndex, out Outcome outcome);
        bool expected = answers.Count == 0 || answers[^1].Outcome.IsDone();
        Unless(done == expected, $"preview is {done}, at {failedIndex} {outcome}");
        Compare("after a preview");
        if (!done)
        {
            Unless((failedIndex, outcome) == (answers.Count - 1, answers[^1].Outcome), $"preview fails at {failedIndex} with {outcome}");
            Unless(writer.WrittenCount == 0, $"a failed preview wrote a proof");
            return;
        }

        Unless(digest == fork.Digest, $"preview digest {digest}, not {fork.Digest}");
        byte[] proof = wanted ? fork.Seal() : [];
        int common = writer.WrittenSpan.CommonPrefixLength(proof);
        Unless(writer.WrittenSpan.SequenceEqual(proof), $"preview proof differs at {common} of {proof.Length}");
    }

    private void Compare(string when)
    {
        Unless(_prover.Digest == _model.Digest, $"digest {when} is {_prover.Digest}, not {_model.Digest}");
        Unless(_prover.Count == _model.Count, $"count {when} is {_prover.Count}, not {_model.Count}");
        Unless(_prover.Revision == _revision, $"revision {when} is {_prover.Revision}, not {_revision}");
    }

    private void Finish()
    {
        foreach (TreesSnapshotCheck snapshot in _snapshots) snapshot.Ask(_random);
        ReferenceInvariants.Check(_model);
    }
}
