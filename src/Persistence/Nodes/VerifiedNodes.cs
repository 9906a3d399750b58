using System.Collections.Concurrent;

namespace BasisTrees.Persistence;

/// <summary>
/// The one way by which nodes come out of a store: whatever an engine answers is hashed against the label that asked for it. What is
/// missing or damaged is asked from elsewhere if there is such a source; otherwise it is an error that names file and offset.
/// </summary>
/// <remarks>Any thread reads. Only the writing thread writes, so what readers restored waits for its <see cref="HealPending"/>.</remarks>
internal sealed class VerifiedNodes(INodeStore store, NodeVerifier verifier, INodeRestoration? restoration = null) : INodeSource
{
    // What is beyond this waits until it is read again.
    private const int WaitingMax = 1024;

    private readonly ConcurrentQueue<NodeToHeal> _waiting = new();
    private long _reads; // counted by any thread, as all of these
    private long _restored;
    private long _healed;
    private long _failures;
    private volatile string? _lastFailure;
    private volatile bool _needsMark; // set and taken back by whoever writes the store

    /// <summary>Called after every read, for whoever brings into memory what readers miss; set before anybody reads.</summary>
    internal Action? Wake { get; set; }

    /// <summary>The sentence of the last read that failed because of damage, or null.</summary>
    internal string? LastFailure => _lastFailure;

    /// <summary>The nodes and ids that were asked for.</summary>
    internal long Reads => Interlocked.Read(ref _reads);

    /// <summary>Those of them that the store did not have and another source did.</summary>
    internal long Restored => Interlocked.Read(ref _restored);

    /// <summary>The records that were put right in the store.</summary>
    internal long Healed => Interlocked.Read(ref _healed);

    /// <summary>The reads that failed because of damage.</summary>
    internal long Failures => Interlocked.Read(ref _failures);

    /// <summary>Whether something waits for <see cref="HealPending"/>.</summary>
    internal bool HasPending => !_waiting.IsEmpty;

    /// <summary>Whether records were added that only a mark from now on reaches, so that a checkpoint is wanted.</summary>
    internal bool NeedsMark => _needsMark;

    /// <summary>A checkpoint with a mark of this moment is about to be written. The writing thread's.</summary>
    internal void NoteMark() => _needsMark = false;

    /// <inheritdoc/>
    /// <exception cref="StoreDamagedException">The node is missing or damaged, and no other source has it.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    public int Read(in Label label, NodePlace place, ref byte[] buffer)
    {
        if (TryRead(label, place, ref buffer, out int length))
        {
            Wake?.Invoke();
            return length;
        }

        throw Damage(place, $"the node {label} was expected, and no segment has it");
    }

    /// <inheritdoc/>
    public Exception Misplaced(in Label label, NodePlace place)
    {
        byte[] buffer = [];
        try
        {
            // A place may be a stale hint, or not be known: only reading tells where the node is.
            if (store.TryRead(label, place, ref buffer, out NodeRecord record) == NodeReading.Found) place = record.Place;
        }
        catch (StoreException)
        {
            // Then the damage is named without its offset.
        }

        return Damage(place, $"the node {label} was expected where the routing keys above it lead, and one of them, or its own, is wrong");
    }

    /// <summary>Reads a node, or an id by its key, that may rightly be unknown.</summary>
    /// <param name="label">The label.</param>
    /// <param name="place">Where it was last known to be.</param>
    /// <param name="buffer">Receives the bytes at its front; replaced by a larger array if it is too short.</param>
    /// <param name="length">The number of bytes; 0 if there is no record.</param>
    /// <returns>False if there is no record of the label, here or elsewhere.</returns>
    /// <exception cref="StoreDamagedException">There is a record, it is damaged, and no other source has it.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal bool TryRead(in Label label, NodePlace place, ref byte[] buffer, out int length)
    {
        Interlocked.Increment(ref _reads);
        NodeReading reading = store.TryRead(label, place, ref buffer, out NodeRecord record);
        length = record.Length;
        if (reading == NodeReading.Found && verifier.Matches(label, buffer.AsSpan(0, length))) return true;
        NodePlace bad = reading == NodeReading.Missing ? NodePlace.Unknown : record.Place;
        if (TryRestore(label, bad, ref buffer, out length)) return true;
        if (reading == NodeReading.Missing) return false;
        string found = reading == NodeReading.Found ? "its bytes have another hash" : "its bytes are not what was written";
        throw Damage(bad, $"the node {label} was expected, and {found}");
    }

    /// <summary>Reads the id that the log has named for a key.</summary>
    /// <exception cref="StoreDamagedException">It is missing or damaged, and no other source has it.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal byte[] ReadId(in Label key)
    {
        byte[] buffer = [];
        if (TryRead(key, NodePlace.Unknown, ref buffer, out int length) && buffer[0] == NodeFormat.IdTag) return buffer[1..length];
        throw Damage(NodePlace.Unknown, $"the id behind the key {key} was expected, and no segment has it");
    }

    /// <summary>Writes what readers have restored to where it was missing. The writing thread's.</summary>
    /// <returns>How many records were put right.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal int HealPending()
    {
        int count = 0;
        while (_waiting.TryDequeue(out NodeToHeal? node))
        {
            if (!store.Heal(node.Label, node.Place, node.Bytes)) _needsMark = true;
            Interlocked.Increment(ref _healed);
            count++;
        }

        return count;
    }

    private bool TryRestore(in Label label, NodePlace bad, ref byte[] buffer, out int length)
    {
        length = 0;
        try
        {
            if (restoration is null || !restoration.TryRestore(label, ref buffer, out length)) return false;
        }
        catch (StoreException)
        {
            // A source that cannot be read has nothing; the error to report is the store's own.
            return false;
        }

        if (length < 1 || length > buffer.Length || !verifier.Matches(label, buffer.AsSpan(0, length))) return false;
        Interlocked.Increment(ref _restored);
        if (_waiting.Count < WaitingMax) _waiting.Enqueue(new NodeToHeal(label, bad, buffer[..length]));
        return true;
    }

    private StoreDamagedException Damage(NodePlace place, string expected)
    {
        (string file, long offset) = store.Locate(place);
        var damage = new StoreDamagedException(file, offset, expected);
        _lastFailure = damage.Message;
        Interlocked.Increment(ref _failures);
        return damage;
    }
}
