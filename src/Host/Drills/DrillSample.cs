using System.Globalization;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Drills;

/// <summary>
/// What a store answered before it was damaged: digest, number of keys, and some entries whose proofs are checked afterwards.
/// </summary>
internal sealed class DrillSample
{
    private const int EntriesMax = 64;

    private readonly List<StoreEntry> _entries = [];
    private readonly TreeParameters _parameters;
    private readonly KeyScheme _keys;

    private DrillSample(StoreSnapshot snapshot)
    {
        _parameters = snapshot.Definition.Parameters;
        _keys = snapshot.Definition.Keys;
        Revision = snapshot.Revision;
        Digest = snapshot.Digest;
        Count = snapshot.Count;
    }

    /// <summary>The revision.</summary>
    internal long Revision { get; }

    /// <summary>Its digest.</summary>
    internal Digest Digest { get; }

    /// <summary>The number of keys.</summary>
    internal long Count { get; }

    /// <summary>The number of entries whose proofs are checked.</summary>
    internal int Proofs => _entries.Count;

    /// <summary>Reads a whole revision and keeps some of its entries, each as likely as every other.</summary>
    /// <exception cref="StoreException">Something cannot be read.</exception>
    internal static DrillSample Take(TreeStore store, Random random)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        var sample = new DrillSample(snapshot);
        long seen = 0;
        foreach (StoreEntry entry in All(snapshot))
        {
            if (entry.Id is null) continue;
            seen++;
            if (sample._entries.Count < EntriesMax) sample._entries.Add(entry);
            else if (random.NextInt64(seen) is var slot and < EntriesMax) sample._entries[(int)slot] = entry;
        }

        return sample;
    }

    /// <summary>Reads all of a recovered store and checks the proofs of the entries against the digest of before.</summary>
    /// <returns>One sentence that says what differs, or null.</returns>
    /// <exception cref="StoreException">Something cannot be read.</exception>
    internal string? Compare(TreeStore store)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        if (snapshot.Revision != Revision) return Say($"The store came back at revision {snapshot.Revision} and not at {Revision}.");
        if (snapshot.Digest != Digest) return $"The store came back with the digest {snapshot.Digest} and not with {Digest}.";
        if (snapshot.Count != Count) return Say($"The store came back with {snapshot.Count} keys and not with {Count}.");
        long read = All(snapshot).LongCount();
        if (read != Count) return Say($"Of {Count} keys {read} can be read.");
        return _entries.Count == 0 ? null : CompareProof(snapshot);
    }

    /// <summary>Reads every entry.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="StoreException">Something cannot be read.</exception>
    internal static long ReadAll(TreeStore store)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        return All(snapshot).LongCount();
    }

    // The verifier knows nothing of stores: digest, lengths and the bytes of the proof are all that it sees.
    private string? CompareProof(StoreSnapshot snapshot)
    {
        ReadOnlyMemory<byte>[] ids = [.. _entries.Select(entry => new ReadOnlyMemory<byte>(entry.Id))];
        if (!snapshot.TryProve(ids, out byte[]? proof, out _, out string? refusal)) return $"There is no proof any more: {refusal}";
        var verifier = new Verifier(_parameters);
        if (!verifier.TryBegin(Digest, proof, ids.Length, 0)) return "The proof of the sample is not one of the digest of before.";
        byte[] key = new byte[_parameters.KeyLength];
        foreach (StoreEntry entry in _entries)
        {
            bool isKey = _keys.TryMap(entry.Id, key);
            Outcome outcome = isKey ? verifier.Apply(Operation.Lookup(key)) : Outcome.KeyLength;
            if (outcome != Outcome.Present || !verifier.OldValue.SequenceEqual(entry.Value))
                return "The proof of the sample does not show the values of before.";
        }

        return verifier.TryFinish(out Digest after) && after == Digest ? null : "The proof of the sample holds something else as well.";
    }

    private static IEnumerable<StoreEntry> All(StoreSnapshot snapshot) =>
        snapshot.TryScan(new ScanRange(), out IEnumerable<StoreEntry> entries, out string? refusal)
            ? entries
            : throw new InvalidOperationException(refusal); // everything can be scanned

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
