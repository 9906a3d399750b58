using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>Compares what a store answers with what the client of a crash run remembers.</summary>
internal static class CrashReading
{
    internal static void CheckValues(StoreSnapshot snapshot, CrashState state)
    {
        if (snapshot.Count != state.Values.Count || snapshot.Digest != state.Digest)
            throw new CrashViolationException($"revision {snapshot.Revision} has {snapshot.Count} keys and digest {snapshot.Digest}");
        if (!snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out string? refusal))
            throw new CrashViolationException(refusal);
        int count = 0;
        foreach (StoreEntry entry in entries)
        {
            count++;
            if (entry.Id is null || !state.Values.TryGetValue(Convert.ToHexString(entry.Id), out byte[]? value)
                || !value.AsSpan().SequenceEqual(entry.Value))
            {
                throw new CrashViolationException($"revision {snapshot.Revision} has a key or value that nobody wrote");
            }
        }

        if (count != state.Values.Count) throw new CrashViolationException($"revision {snapshot.Revision} scans {count} keys");
        CheckProof(snapshot, state);
    }

    internal static void CheckLog(TreeStore store, CrashModel model)
    {
        long revision = FirstRevision(store) - 1;
        ulong sequence = 1;
        for (int before = 1; before <= revision; before++) sequence += (ulong)model[before].Batch!.Operations.Count; // only 0 has none
        Label? hash = null;
        foreach (LogRecord record in store.ReadLog(revision + 1))
        {
            revision++;
            CrashState before = model[revision - 1];
            CrashState after = model[revision];
            IReadOnlyList<Operation> sent = after.Batch!.Operations; // only the empty tree has no batch
            bool same = record.Revision == revision && record.FirstSequence == sequence && record.DigestBefore == before.Digest
                && record.DigestAfter == after.Digest && record.Operations.Count == sent.Count
                && (hash is null || record.PreviousHash == hash);
            for (int i = 0; same && i < sent.Count; i++) same = IsSame(record.Operations[i], sent[i]);
            if (!same) throw new CrashViolationException($"the log's record of revision {revision} is not what was sent");
            sequence += (ulong)sent.Count;
            hash = record.Hash;
        }

        if (revision != store.Head.Revision) throw new CrashViolationException($"the log ends at revision {revision}");
    }

    // What was archived may have been moved away.
    private static long FirstRevision(TreeStore store)
    {
        for (long revision = 1; revision < store.Head.Revision; revision++)
        {
            if (store.TryGetDigest(revision, out _)) return revision;
        }

        return Math.Max(1, store.Head.Revision);
    }

    private static bool IsSame(in LoggedOperation logged, in Operation sent) =>
        logged.Kind == sent.Kind && logged.Id is { } id && id.Span.SequenceEqual(sent.Key.Span)
        && logged.Value.Span.SequenceEqual(sent.Value.Span) && logged.Delta == sent.Delta;

    // The client trusts the digest alone: the values come with a proof that a verifier accepts.
    private static void CheckProof(StoreSnapshot snapshot, CrashState state)
    {
        ReadOnlyMemory<byte>[] ids = [.. state.Values.Keys.Select(hex => (ReadOnlyMemory<byte>)Convert.FromHexString(hex))];
        if (!snapshot.TryProve(ids, out byte[]? proof, out _, out string? refusal)) throw new CrashViolationException(refusal);
        var verifier = new Verifier(snapshot.Definition.Parameters);
        if (!verifier.TryBegin(state.Digest, proof)) throw new CrashViolationException("the verifier refuses the proof of all keys");
        byte[] key = new byte[snapshot.Definition.Parameters.KeyLength];
        foreach (ReadOnlyMemory<byte> id in ids)
        {
            snapshot.Definition.Keys.TryMap(id.Span, key);
            bool agrees = verifier.Apply(Operation.Lookup(key)) == Outcome.Present
                && verifier.OldValue.SequenceEqual(state.Values[Convert.ToHexString(id.Span)]);
            if (!agrees) throw new CrashViolationException("the verifier reads another value than was written");
        }

        if (!verifier.TryFinish(out Digest digest) || digest != state.Digest)
            throw new CrashViolationException("the verifier does not finish at the digest");
    }
}
