using System.Buffers;
using static BasisTrees.Tests.Property.TreesDisagreementException;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Plays a history on a tree that is in memory as a whole and on one that has next to nothing there, with checkpoints, evictions, failures
/// of the store and reopenings in between, and compares everything that can be seen.
/// </summary>
internal sealed class ResidencyReplay : IDisposable
{
    private readonly TreesHistory _history;
    private readonly Random _random;
    private readonly Prover _whole;
    private readonly ResidencyNodes _nodes;
    private readonly List<ResidencyPair> _held = [];
    private readonly List<Operation> _pending = [];
    private readonly List<Operation[]> _sealed = [];
    private readonly long _residentBytesMax;
    private readonly ResidencyCheckpoints _checkpoints;
    private Prover _partial;
    private bool _touched;

    private ResidencyReplay(TreesHistory history)
    {
        _history = history;
        _random = new Random(history.Seed);
        _whole = new Prover(history.Parameters);
        _nodes = new ResidencyNodes(history.Seed, history.Parameters);
        _residentBytesMax = _random.Next(4) switch { 0 or 1 => 0, 2 => long.MaxValue, _ => _random.Next(100_000) };
        _partial = new Prover(history.Parameters, _nodes, _residentBytesMax);
        _checkpoints = new ResidencyCheckpoints(_nodes, _random);
    }

    /// <summary>The failures of the store in the middle of an operation, in all replays.</summary>
    public static int Failures { get; private set; }

    /// <summary>What went wrong and at which step, or null if all agreed.</summary>
    public static string? Failure(TreesHistory history)
    {
        int step = 0;
        try
        {
            using ResidencyReplay replay = new(history);
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
        Drop(all: true);
        _checkpoints.Abandon();
    }

    private void Take(TreesStep step)
    {
        switch (step.Kind)
        {
            case TreesStepKind.Apply:
                Apply(step.Operations[0]);
                break;
            case TreesStepKind.Seal:
            case TreesStepKind.SealQuietly:
                Seal();
                break;
            case TreesStepKind.Discard:
                Discard();
                break;
            case TreesStepKind.Preview:
                Preview(step.Operations);
                break;
            case TreesStepKind.Snapshot:
                if (_held.Count < 6) _held.Add(new ResidencyPair(_whole.Snapshot(), _partial.Snapshot()));
                break;
            case TreesStepKind.AskSnapshot:
                if (_held.Count > 0) _held[_random.Next(_held.Count)].Ask(_random);
                break;
            case TreesStepKind.DropSnapshot:
                Drop(all: false);
                break;
            case TreesStepKind.Compare:
                Compare("pending");
                break;
        }
    }

    private void Apply(in Operation operation)
    {
        if (_random.Next(12) == 0) Fail(operation);
        Outcome expected = _whole.Apply(operation);
        Outcome outcome = _partial.Apply(operation);
        Unless(expected == outcome, $"{operation.Kind} is {outcome}, not {expected}");
        Unless(_whole.OldValue.SequenceEqual(_partial.OldValue), $"{operation.Kind}: another value before");
        _touched = true;
        if (outcome.IsDone()) _pending.Add(operation);
    }

    /// <summary>Has the store fail in the middle of an operation: the batch is discarded and begun again.</summary>
    private void Fail(in Operation operation)
    {
        _nodes.ReadsLeft = _random.Next(3);
        try
        {
            _partial.Apply(operation);
        }
        catch (ResidencyFaultException)
        {
            // Whatever would go on with the broken batch is refused.
            Failures++;
            bool refused = false;
            try
            {
                _ = _partial.Digest;
            }
            catch (InvalidOperationException)
            {
                refused = true;
            }

            Unless(refused, $"a broken batch goes on");
        }

        _nodes.ReadsLeft = int.MaxValue;
        _partial.Discard();
        foreach (Operation done in _pending) Unless(_partial.Apply(done).IsDone(), $"{done.Kind} is refused after a failure");
    }

    private void Seal()
    {
        ArrayBufferWriter<byte> expected = new();
        ArrayBufferWriter<byte> proof = new();
        Digest digest = _whole.Seal(expected);
        Unless(_partial.Seal(proof) == digest, $"digest of the sealed batch");
        int common = expected.WrittenSpan.CommonPrefixLength(proof.WrittenSpan);
        Unless(expected.WrittenSpan.SequenceEqual(proof.WrittenSpan), $"proof differs at {common} of {expected.WrittenCount}");
        _sealed.Add([.. _pending]);
        Forget();
        Compare("sealed");
        if (_random.Next(2) == 0) Trim();
        _checkpoints.Step(_partial, _held);
        if (_random.Next(12) == 0) Reopen();
        if (_random.Next(6) == 0) _partial.WarmMissed();
        if (_random.Next(2) == 0) Trim();
    }

    private void Trim()
    {
        _partial.Trim();
        if (_held.Count == 0 && !_checkpoints.IsRunning) TreesInventory.CheckResident(_partial, "trimmed");
    }

    private void Reopen()
    {
        if (_checkpoints.Root is not { } root) return;
        Drop(all: true);
        _checkpoints.Abandon();
        _nodes.ReturnTo(_checkpoints.Mark);
        _partial = new Prover(_history.Parameters, _nodes, root, _residentBytesMax);
        Unless(_partial.Digest == root.Digest && _partial.Count == root.Count && _partial.Revision == root.Revision, $"reopened at {root}");
        foreach (Operation[] batch in _sealed.Skip((int)root.Revision))
        {
            foreach (Operation operation in batch) Unless(_partial.Apply(operation).IsDone(), $"{operation.Kind} is refused at replay");
            _partial.Seal();
            if (_random.Next(2) == 0) _partial.Trim();
        }

        Compare("reopened");
    }

    private void Discard()
    {
        _whole.Discard();
        _partial.Discard();
        Forget();
        Compare("discarded");
        if (_random.Next(2) == 0) Trim();
    }

    private void Preview(Operation[] operations)
    {
        if (_touched) Discard();
        ArrayBufferWriter<byte> expected = new();
        ArrayBufferWriter<byte> proof = new();
        bool done = _whole.TryPreview(operations, expected, out Digest digest, out int failedIndex, out Outcome outcome);
        bool also = _partial.TryPreview(operations, proof, out Digest shown, out int index, out Outcome answer);
        Unless((done, digest, failedIndex, outcome) == (also, shown, index, answer), $"preview");
        Unless(expected.WrittenSpan.SequenceEqual(proof.WrittenSpan), $"proof of a preview");
        Compare("previewed");
        if (_random.Next(2) == 0) Trim();
    }

    private void Compare(string when)
    {
        Unless(_whole.Digest == _partial.Digest, $"digest, {when}");
        Unless(_whole.Count == _partial.Count, $"count, {when}");
        Unless(_whole.Revision == _partial.Revision, $"revision, {when}");
    }

    private void Drop(bool all)
    {
        do
        {
            if (_held.Count == 0) return;
            _held[0].Dispose();
            _held.RemoveAt(0);
        }
        while (all);
    }

    private void Forget()
    {
        _pending.Clear();
        _touched = false;
    }

    private void Finish()
    {
        foreach (ResidencyPair pair in _held) pair.Ask(_random);
        if (_touched) Discard();
        _checkpoints.Finish(_partial, _held);
        Drop(all: true);
        Reopen();
        _partial.Seal();
        _partial.Trim();
        TreesInventory.CheckResident(_partial, "the end");
        using Snapshot whole = _whole.Snapshot();
        Cursor cursor = whole.Scan(default, default);
        while (cursor.MoveNext())
        {
            Operation removal = Operation.Remove(cursor.Key.ToArray());
            Unless(_partial.Apply(removal) == Outcome.Present, $"removal of {Convert.ToHexStringLower(cursor.Key)}");
        }

        _partial.Seal();
        _partial.Trim();
        TreesInventory.CheckResident(_partial, "the emptied tree");
        Unless(_partial.Count == 0 && _partial.Digest == new Prover(_history.Parameters).Digest, $"the emptied tree is not empty");
    }
}
