using System.Buffers;
using BasisTrees.Tests.Support;
using static BasisTrees.Tests.Property.TreesDisagreementException;

namespace BasisTrees.Tests.Property;

/// <summary>A snapshot and what the oracle knew when it was taken; each question must be answered as it was then.</summary>
internal sealed class TreesSnapshotCheck(Snapshot snapshot, ReferenceTree model, long revision) : IDisposable
{
    private readonly List<KeyValuePair<byte[], byte[]>> _entries = model.Entries();
    private readonly Verifier _verifier = new(model.Parameters);
    private Snapshot _snapshot = snapshot;

    /// <summary>Asks everything of one kind and some of the rest.</summary>
    public void Ask(Random random)
    {
        Unless(_snapshot.Digest == model.Digest, $"snapshot of {revision}: digest {_snapshot.Digest}, not {model.Digest}");
        Unless(_snapshot.Revision == revision, $"snapshot of {revision}: revision {_snapshot.Revision}");
        Unless(_snapshot.Count == _entries.Count, $"snapshot of {revision}: count {_snapshot.Count}, not {_entries.Count}");
        AskScan([], [], descending: random.Next(2) == 0);
        AskScan(Bound(random), Bound(random), descending: random.Next(2) == 0);
        for (int i = 0; i < 4; i++) AskKey(Key(random));
        AskProof(random);
        if (random.Next(4) == 0) Share(random);
    }

    /// <summary>Lets the snapshot go; the last handle cannot be shared afterwards.</summary>
    public void Close()
    {
        _snapshot.Dispose();
        Unless(!_snapshot.TryShare(out _), $"snapshot of {revision}: shared after the last handle was disposed");
    }

    public void Dispose() => _snapshot.Dispose();

    // Another handle answers on after the first one is gone.
    private void Share(Random random)
    {
        Unless(_snapshot.TryShare(out Snapshot? other), $"snapshot of {revision}: cannot be shared");
        using Snapshot first = _snapshot;
        _snapshot = other!;
        first.Dispose();
        AskKey(Key(random));
    }

    private void AskKey(byte[] key)
    {
        ArrayBufferWriter<byte> value = new();
        byte[]? expected = Value(key);
        Unless(_snapshot.TryGet(key, value) == (expected is not null), $"snapshot of {revision}: presence of {Hex(key)}");
        Unless(value.WrittenSpan.SequenceEqual(expected), $"snapshot of {revision}: value of {Hex(key)} is {Hex(value.WrittenSpan)}");
        Unless(_snapshot.Contains(key) == (expected is not null), $"snapshot of {revision}: Contains({Hex(key)})");
    }

    private void AskScan(byte[] from, byte[] to, bool descending)
    {
        IEnumerable<KeyValuePair<byte[], byte[]>> expected = _entries
            .Where(e => from.Length == 0 || e.Key.AsSpan().SequenceCompareTo(from) >= 0)
            .Where(e => to.Length == 0 || e.Key.AsSpan().SequenceCompareTo(to) < 0);
        string where = $"snapshot of {revision}: scan {Hex(from)} to {Hex(to)}{(descending ? " descending" : "")}";
        Cursor cursor = _snapshot.Scan(from, to, descending);
        foreach ((byte[] key, byte[] value) in descending ? expected.Reverse() : expected)
        {
            Unless(cursor.MoveNext(), $"{where}: ends before {Hex(key)}");
            Unless(cursor.Key.SequenceEqual(key), $"{where}: {Hex(cursor.Key)} instead of {Hex(key)}");
            Unless(cursor.Value.SequenceEqual(value), $"{where}: value of {Hex(key)}");
        }

        Unless(!cursor.MoveNext() && !cursor.MoveNext(), $"{where}: goes on after the last key");
    }

    private void AskProof(Random random)
    {
        ReadOnlyMemory<byte>[] keys = new ReadOnlyMemory<byte>[random.Next(5)];
        for (int i = 0; i < keys.Length; i++) keys[i] = Key(random);
        ReferenceTree fork = model.Fork();
        List<ReferenceAnswer> answers = [];
        foreach (ReadOnlyMemory<byte> key in keys) answers.Add(fork.Apply(Operation.Lookup(key)));
        int bad = answers.FindIndex(a => !a.Outcome.IsDone());

        ArrayBufferWriter<byte> writer = new();
        bool proved = _snapshot.TryProve(keys, writer, out int failedIndex, out Outcome outcome);
        string where = $"snapshot of {revision}: proof of {string.Join(' ', keys.Select(k => Hex(k.Span)))}";
        Unless(proved == bad < 0, $"{where}: {proved}");
        if (!proved)
        {
            bool same = (failedIndex, outcome) == (bad, answers[bad].Outcome);
            Unless(same, $"{where}: key {failedIndex} {outcome}, not {bad} {answers[bad]}");
            Unless(writer.WrittenCount == 0, $"{where}: bytes written in spite of the refusal");
            return;
        }

        byte[] proof = fork.Seal();
        Unless(writer.WrittenSpan.SequenceEqual(proof), $"{where}: differs at byte {writer.WrittenSpan.CommonPrefixLength(proof)}");
        List<Operation> lookups = [.. keys.Select(Operation.Lookup)];
        VerifierClaim claim = new(model.Digest, proof, lookups) { Answers = answers, After = model.Digest };
        string? refusal = VerifierRun.StrictRefusal(_verifier, claim);
        Unless(refusal is null, $"{where}: {refusal}");
    }

    private byte[]? Value(byte[] key)
    {
        foreach ((byte[] candidate, byte[] value) in _entries)
            if (candidate.AsSpan().SequenceEqual(key)) return value;
        return null;
    }

    private byte[] Key(Random random)
    {
        if (_entries.Count > 0 && random.Next(2) == 0) return _entries[random.Next(_entries.Count)].Key;
        byte[] key = new byte[model.Parameters.KeyLength];
        if (_entries.Count > 0) _entries[random.Next(_entries.Count)].Key.CopyTo(key, 0);
        key[random.Next(key.Length)] = (byte)random.Next(256);
        return key;
    }

    private byte[] Bound(Random random) => random.Next(4) == 0 ? [] : Key(random);

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
