using System.Collections.Immutable;
using System.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>What a client of a store that runs out of room knows: what was acknowledged, and what may have been committed.</summary>
internal sealed class SpaceModel(Digest empty)
{
    private readonly List<(Digest Digest, ImmutableSortedDictionary<string, string> Values)> _revisions =
        [(empty, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal))];

    private readonly List<Batch> _unknown = [];

    internal long Revision => _revisions.Count - 1;

    internal Digest Digest => _revisions[^1].Digest;

    /// <summary>A batch was acknowledged.</summary>
    internal void Commit(Batch batch, CommitResult result)
    {
        if (result.Revision != Revision + 1 || result.Before != Digest)
            throw new CrashViolationException($"after revision {Revision} with digest {Digest} a batch was answered {result}");
        Apply(batch, result.After);
    }

    /// <summary>A batch was in flight when the store stopped or died.</summary>
    internal void Leave(Batch batch) => _unknown.Add(batch);

    /// <summary>Compares an opened store with what is known, and learns what became of the batches in flight.</summary>
    internal void Check(TreeStore store)
    {
        if (store.Head.Revision < Revision) throw new CrashViolationException($"revision {Revision} is lost: {store.Head}");
        for (int revision = 0; revision < _revisions.Count; revision++)
        {
            if (!store.TryGetDigest(revision, out Digest digest) || digest != _revisions[revision].Digest)
                throw new CrashViolationException($"revision {revision} has digest {digest}");
        }

        int next = 0;
        foreach (LogRecord record in store.ReadLog(Revision + 1))
        {
            while (next < _unknown.Count && !IsSame(_unknown[next], record)) next++;
            if (next == _unknown.Count) throw new CrashViolationException($"revision {record.Revision} was never sent, or refused");
            Apply(_unknown[next++], record.DigestAfter);
        }

        _unknown.Clear();
        using StoreSnapshot snapshot = store.Snapshot();
        ImmutableSortedDictionary<string, string> values = _revisions[^1].Values;
        if (snapshot.Count != values.Count) throw new CrashViolationException($"{snapshot.Count} keys instead of {values.Count}");
        foreach ((string id, string value) in values)
        {
            if (!snapshot.TryGet(Encoding.UTF8.GetBytes(id), out byte[]? found) || Encoding.UTF8.GetString(found) != value)
                throw new CrashViolationException($"{id} has another value");
        }
    }

    private static bool IsSame(Batch batch, LogRecord record) => batch.Operations.Count == record.Operations.Count
        && batch.Operations.Zip(record.Operations).All(pair => pair.First.Value.Span.SequenceEqual(pair.Second.Value.Span)
            && pair.First.Key.Span.SequenceEqual(pair.Second.Id is { } id ? id.Span : pair.Second.Key.Span));

    private void Apply(Batch batch, Digest after)
    {
        ImmutableSortedDictionary<string, string> values = _revisions[^1].Values;
        foreach (Operation operation in batch.Operations)
            values = values.SetItem(Encoding.UTF8.GetString(operation.Key.Span), Encoding.UTF8.GetString(operation.Value.Span));
        _revisions.Add((after, values));
    }
}
