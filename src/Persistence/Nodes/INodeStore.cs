namespace BasisTrees.Persistence;

/// <summary>
/// Keeps the nodes of a tree outside of memory, found by label: the seam behind which engines stand (docs/ARCHITECTURE.md). What is in
/// it is a cache of the log that checkpoints make durable, so an engine promises durability by <see cref="Sync"/> alone.
/// </summary>
/// <remarks>
/// <para>
/// Any thread reads, several at once, also while the one writing thread writes, buries or sweeps. All other members are the writing
/// thread's. Besides nodes (<see cref="EncodedNode"/>, found by their label) an engine keeps ids (<c>02, id</c>, found by the key that the
/// id is hashed to, which has the length of a label); to the engine both are bytes under a label, and an id is never buried.
/// </para>
/// <para>
/// A label may be written again after it was buried, and even before: every record is one life of its label, and while any of them is
/// not swept the label can be read. Bytes of one label differ at most in the places that internal nodes hold as hints.
/// </para>
/// <para>
/// The tests hold every engine to one suite (tests/property/Nodes). An engine needs not hash what it reads: whoever reads through it does.
/// It must, however, never answer with bytes that were damaged at rest where a checksum of its own could tell.
/// </para>
/// </remarks>
public interface INodeStore : IDisposable
{
    /// <summary>The name by which the configuration chooses the engine.</summary>
    string Engine { get; }

    /// <summary>Reads what is kept under a label. Any thread.</summary>
    /// <param name="label">The label.</param>
    /// <param name="place">Where it was last known to be: tried first, and found wrong without harm.</param>
    /// <param name="buffer">Receives the bytes at its front; replaced by a larger array if it is too short.</param>
    /// <param name="record">The length and the place of the record, if one was found; where the damage is, if it is damaged.</param>
    /// <exception cref="StoreException">The disk fails.</exception>
    NodeReading TryRead(in Label label, NodePlace place, ref byte[] buffer, out NodeRecord record);

    /// <summary>Adds a record. It can be read at once, and survives a power cut after the next <see cref="Sync"/>.</summary>
    /// <param name="label">The label.</param>
    /// <param name="node">The bytes, 1 to 32 MiB; copied.</param>
    /// <param name="birth">The first revision that needs it.</param>
    /// <returns>Where it is, known.</returns>
    /// <exception cref="StoreException">The disk fails; what was added since the last sync is in doubt.</exception>
    NodePlace Write(in Label label, ReadOnlySpan<byte> node, long birth);

    /// <summary>
    /// Notes that records are not needed from some revisions on (tombstones); made durable by the next <see cref="Sync"/>.
    /// </summary>
    /// <param name="departures">Places that this engine gave, each with the first revision that does not need the record.</param>
    /// <exception cref="StoreException">The disk fails.</exception>
    void Bury(ReadOnlySpan<Departure> departures);

    /// <summary>Makes everything written and buried so far survive a power cut.</summary>
    /// <param name="beginsFile">
    /// Whether what is written afterwards should go into another file, so that a sweep is free to rewrite all that there is at the mark.
    /// </param>
    /// <returns>The mark of this state, for <see cref="ReturnTo"/>; a checkpoint keeps it.</returns>
    /// <exception cref="StoreException">The device did not confirm; nothing since the last sync may be relied on.</exception>
    NodeStoreMark Sync(bool beginsFile = false);

    /// <summary>Forgets what was written and buried after a mark. Called after opening, before anything is written.</summary>
    /// <param name="mark">A mark that a sync of this store gave.</param>
    /// <returns>False if the state of the mark is not there whole: then nothing has changed.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    bool ReturnTo(NodeStoreMark mark);

    /// <summary>Forgets everything, keeping the files as evidence under other names where there are files.</summary>
    /// <exception cref="StoreException">The disk fails.</exception>
    void Clear();

    /// <summary>Puts the right bytes where a damaged record stands, or adds them if that cannot be done.</summary>
    /// <param name="label">The label, to which the bytes hash.</param>
    /// <param name="place">Where the damaged record is, or <see cref="NodePlace.Unknown"/> if the record is missing.</param>
    /// <param name="node">The bytes.</param>
    /// <returns>
    /// True if the record is where the marks so far reach it: then it is durable. False if it was added, so that only a later mark does.
    /// </returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    bool Heal(in Label label, NodePlace place, ReadOnlySpan<byte> node);

    /// <summary>
    /// Goes through everything that is kept, in no particular order, damaged records included as far as they can be told apart.
    /// </summary>
    /// <param name="visit">Given each record and its bytes (empty if damaged), valid during the call; false ends the visit.</param>
    /// <exception cref="StoreException">The disk fails.</exception>
    void Enumerate(NodeVisit visit);

    /// <summary>Gives back the room of records that no retained revision needs; safe to be cut off at any point.</summary>
    /// <param name="order">Which revisions are retained, and how much is to be done.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="StoreException">The disk fails; nothing that is needed is lost.</exception>
    SweepReport Sweep(SweepOrder order);

    /// <summary>Whether a record is known to have been written before a mark was given. Any thread.</summary>
    /// <param name="place">A place.</param>
    /// <param name="mark">A mark.</param>
    /// <returns>False also if the engine cannot tell.</returns>
    bool IsBefore(NodePlace place, NodeStoreMark mark);

    /// <summary>The file and the offset behind a place, for messages; the engine's name and 0 where there is no file.</summary>
    /// <param name="place">A place.</param>
    (string File, long Offset) Locate(NodePlace place);

    /// <summary>
    /// The bytes of memory that indexes and buffers take, which are the tree's to give up; 0 for an engine that has no files. Any thread.
    /// </summary>
    long OverheadBytes { get; }

    /// <summary>The figures of this moment. Any thread.</summary>
    /// <param name="kept">
    /// What the <see cref="SweepOrder"/> of a compaction now would name beside its own revision and mark, for what it would free; null for
    /// nothing.
    /// </param>
    NodeStoreStatistics Statistics(IReadOnlyList<KeptMark>? kept = null);
}

/// <summary>Receives one record of a node store.</summary>
/// <param name="record">The record.</param>
/// <param name="bytes">Its bytes, valid during the call; empty if they are damaged.</param>
/// <returns>False to end the visit.</returns>
public delegate bool NodeVisit(in NodeRecord record, ReadOnlySpan<byte> bytes);
