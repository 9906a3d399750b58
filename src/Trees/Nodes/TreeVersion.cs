namespace BasisTrees;

/// <summary>
/// One sealed revision of a tree: its root, and how many hold it in memory. Versions form a queue from the oldest that is held to the
/// head; what died when a version was succeeded is let go when that version and all older ones are.
/// </summary>
/// <remarks>Any thread pins and unpins; the writer alone succeeds and retires versions. No locks.</remarks>
internal sealed class TreeVersion
{
    private const int Retired = -1;

    // The number of the root's place, once it is known; written by whoever writes the version to a store, read by any thread.
    private ulong _rootPlace;

    // The number of holders, or Retired. Changed by compare-and-swap by any thread.
    private int _pins;

    /// <summary>Makes a version.</summary>
    public TreeVersion(ChildCell root, in Digest digest, long revision, long count)
    {
        Root = root;
        Digest = digest;
        Revision = revision;
        Count = count;
    }

    /// <summary>Makes a version that is stored.</summary>
    public TreeVersion(ChildCell root, in StoredRoot stored)
        : this(root, stored.Digest, stored.Revision, stored.Count) => _rootPlace = stored.Place.Number;

    /// <summary>The root, its label known.</summary>
    public ChildCell Root { get; }

    /// <summary>Where the root's record is, for readers that do not find the root in memory.</summary>
    public NodePlace RootPlace => new(Volatile.Read(ref _rootPlace));

    /// <summary>Root label and height.</summary>
    public Digest Digest { get; }

    /// <summary>The number of batches sealed before it, 0 for the empty tree.</summary>
    public long Revision { get; }

    /// <summary>The user's keys.</summary>
    public long Count { get; }

    /// <summary>The next version; the writer's.</summary>
    public TreeVersion? Next { get; set; }

    /// <summary>What this version had and the next has not; the writer's, null in the head and where it was released early.</summary>
    public Departed? Departed { get; set; }

    /// <summary>Notes where the root's record is, if that is known.</summary>
    /// <returns>Where it is, as far as anybody knows.</returns>
    public NodePlace NoteRoot(NodePlace place)
    {
        if (place.IsKnown) Volatile.Write(ref _rootPlace, place.Number);
        return RootPlace;
    }

    /// <summary>Adds a holder; false if the version has been let go.</summary>
    public bool TryPin() => TryPin(0);

    /// <summary>Adds a holder; false if there is none yet.</summary>
    public bool TryPinHeld() => TryPin(1);

    /// <summary>Takes a holder away.</summary>
    public void Unpin() => Interlocked.Decrement(ref _pins);

    /// <summary>Lets the version go if nobody holds it; nobody can pin it afterwards.</summary>
    public bool TryRetire() => Interlocked.CompareExchange(ref _pins, Retired, 0) == 0;

    private bool TryPin(int pinsMin)
    {
        int pins = Volatile.Read(ref _pins);
        while (pins >= pinsMin)
        {
            int seen = Interlocked.CompareExchange(ref _pins, pins + 1, pins);
            if (seen == pins) return true;
            pins = seen;
        }

        return false;
    }
}
