using System.Buffers;
using System.Collections.Concurrent;
using BasisTrees.Tests.Support;
using static BasisTrees.Tests.Property.TreesDisagreementException;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Threads that ask snapshots while the writer goes on. What they expect was copied from a sorted dictionary when the snapshot was
/// taken.
/// </summary>
internal sealed class TreesReaders : IDisposable
{
    private readonly BlockingCollection<(Snapshot Snapshot, KeyValuePair<byte[], byte[]>[] Entries, Digest Digest)> _queue = new(8);
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly List<Thread> _threads = [];
    private long _questions;

    public TreesReaders(int threads, int seed)
    {
        for (int i = 0; i < threads; i++)
        {
            Random random = new(seed + i);
            Thread thread = new(() => Read(random));
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>The questions answered so far.</summary>
    public long Questions => Interlocked.Read(ref _questions);

    /// <summary>Gives a snapshot away; waits while the readers are far behind.</summary>
    public void Give(Snapshot snapshot, KeyValuePair<byte[], byte[]>[] entries, Digest digest)
    {
        ThrowFirst();
        _queue.Add((snapshot, entries, digest));
    }

    /// <summary>Waits until every snapshot has been asked.</summary>
    public void Finish()
    {
        _queue.CompleteAdding();
        foreach (Thread thread in _threads) thread.Join();
        ThrowFirst();
    }

    public void Dispose()
    {
        if (!_queue.IsAddingCompleted) _queue.CompleteAdding();
        foreach (Thread thread in _threads) thread.Join();
        _queue.Dispose();
    }

    private void ThrowFirst()
    {
        if (_failures.TryPeek(out Exception? failure)) throw new InvalidOperationException("A reader failed.", failure);
    }

    private void Read(Random random)
    {
        // Some snapshots are kept for long and asked again, while many batches are written.
        Queue<(Snapshot Snapshot, KeyValuePair<byte[], byte[]>[] Entries, Digest Digest)> kept = new();
        foreach ((Snapshot Snapshot, KeyValuePair<byte[], byte[]>[] Entries, Digest Digest) given in _queue.GetConsumingEnumerable())
        {
            kept.Enqueue(given);
            try
            {
                if (!_failures.IsEmpty) continue;
                Ask(given.Snapshot, given.Entries, given.Digest, random);
                (Snapshot snapshot, KeyValuePair<byte[], byte[]>[] entries, Digest digest) = kept.ElementAt(random.Next(kept.Count));
                Ask(snapshot, entries, digest, random);
                if (kept.Count > 4) kept.Dequeue().Snapshot.Dispose();
            }
            catch (Exception exception)
            {
                _failures.Enqueue(exception);
            }
        }

        while (kept.TryDequeue(out var last)) last.Snapshot.Dispose();
    }

    private void Ask(Snapshot snapshot, KeyValuePair<byte[], byte[]>[] entries, Digest digest, Random random)
    {
        Unless(snapshot.Digest == digest, $"digest {snapshot.Digest}, not {digest}");
        Unless(snapshot.Count == entries.Length, $"count {snapshot.Count}, not {entries.Length}");
        AskScan(snapshot, entries, descending: random.Next(2) == 0);
        ReadOnlyMemory<byte>[] keys = new ReadOnlyMemory<byte>[8];
        List<ReferenceAnswer> answers = [];
        for (int i = 0; i < keys.Length; i++)
        {
            (byte[] key, byte[]? value) = Question(entries, snapshot.Parameters.KeyLength, random);
            ArrayBufferWriter<byte> writer = new();
            Unless(snapshot.TryGet(key, writer) == (value is not null), $"presence of {Convert.ToHexStringLower(key)}");
            Unless(writer.WrittenSpan.SequenceEqual(value), $"value of {Convert.ToHexStringLower(key)}");
            keys[i] = key;
            answers.Add(new ReferenceAnswer(value is null ? Outcome.Absent : Outcome.Present, value));
        }

        ArrayBufferWriter<byte> proof = new();
        Unless(snapshot.TryProve(keys, proof, out _, out Outcome outcome), $"a proof is refused: {outcome}");
        List<Operation> lookups = [.. keys.Select(Operation.Lookup)];
        VerifierClaim claim = new(digest, proof.WrittenSpan.ToArray(), lookups) { Answers = answers, After = digest };
        string? refusal = VerifierRun.StrictRefusal(new Verifier(snapshot.Parameters), claim);
        Unless(refusal is null, $"{refusal}");
        Interlocked.Add(ref _questions, keys.Length + 2);
    }

    private static void AskScan(Snapshot snapshot, KeyValuePair<byte[], byte[]>[] entries, bool descending)
    {
        Cursor cursor = snapshot.Scan(default, default, descending);
        for (int i = 0; i < entries.Length; i++)
        {
            (byte[] key, byte[] value) = entries[descending ? entries.Length - 1 - i : i];
            Unless(cursor.MoveNext(), $"the scan ends after {i} of {entries.Length}");
            Unless(cursor.Key.SequenceEqual(key) && cursor.Value.SequenceEqual(value), $"entry {i} of the scan");
        }

        Unless(!cursor.MoveNext(), $"the scan goes on after {entries.Length}");
    }

    private static (byte[] Key, byte[]? Value) Question(KeyValuePair<byte[], byte[]>[] entries, int keyLength, Random random)
    {
        if (entries.Length > 0 && random.Next(2) == 0)
        {
            (byte[] key, byte[] value) = entries[random.Next(entries.Length)];
            return (key, value);
        }

        byte[] other = new byte[keyLength];
        random.NextBytes(other);
        (other[0], other[^1]) = (7, 7);
        int at = Array.FindIndex(entries, e => e.Key.AsSpan().SequenceEqual(other));
        return (other, at < 0 ? null : entries[at].Value);
    }
}
