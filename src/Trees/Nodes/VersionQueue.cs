namespace BasisTrees;

/// <summary>
/// The versions of a tree from the oldest that is held to the head, and what becomes of the nodes that departed between them: released when
/// nobody holds a version that has them, or early, once a store has all that a holder can reach.
/// </summary>
/// <remarks>The writer's.</remarks>
internal sealed class VersionQueue
{
    private readonly NodePool _pool;
    private readonly Limbo _limbo;
    private readonly List<Departure> _departures = [];
    private TreeVersion _oldest;

    /// <summary>Begins with a first version.</summary>
    public VersionQueue(NodePool pool, TreeVersion first)
    {
        _pool = pool;
        _limbo = new Limbo(pool);
        Head = _oldest = first;
    }

    /// <summary>The last version.</summary>
    public TreeVersion Head { get; private set; }

    /// <summary>About how many bytes were let go and wait for readers to look away.</summary>
    public long LimboBytes => _limbo.Bytes;

    /// <summary>An empty record for what the next batch takes out of the tree.</summary>
    public Departed Rent() => _limbo.Rent();

    /// <summary>Makes a version the head.</summary>
    /// <param name="version">The version.</param>
    /// <param name="departed">What the head before it had and this has not.</param>
    public void Append(TreeVersion version, Departed departed)
    {
        Head.Departed = departed;
        Head.Next = version;
        Head = version;
    }

    /// <summary>Lets go of what only versions that nobody holds could see.</summary>
    public void Reclaim()
    {
        while (_oldest.Next is { } next && _oldest.TryRetire())
        {
            _ = TryLetGo(_oldest, out _);
            _oldest = next;
        }

        _limbo.Drain();
    }

    /// <summary>Lets go of what departed up to a revision, whoever holds it: all that a holder can reach is stored.</summary>
    /// <returns>The number of nodes.</returns>
    public long LetGo(long revision)
    {
        long nodes = 0;
        for (TreeVersion? version = _oldest; version is not null && version.Revision < revision; version = version.Next)
        {
            if (TryLetGo(version, out int count)) nodes += count;
        }

        _pool.Places?.EndCheckpoint(revision);
        return nodes;
    }

    /// <summary>Hands over the stored nodes that have departed and been let go, up to a revision.</summary>
    public void Drain(IList<Departure> departures, long deathMax)
    {
        int kept = 0;
        for (int i = 0; i < _departures.Count; i++)
        {
            if (_departures[i].Death <= deathMax) departures.Add(_departures[i]);
            else _departures[kept++] = _departures[i];
        }

        _departures.RemoveRange(kept, _departures.Count - kept);
    }

    /// <summary>Pins every version before the head that somebody holds, oldest first, then the head.</summary>
    public List<TreeVersion> PinHeld()
    {
        List<TreeVersion> held = [];
        for (TreeVersion? version = _oldest; version is not null; version = version.Next)
        {
            if (version == Head ? version.TryPin() : version.TryPinHeld()) held.Add(version);
        }

        return held;
    }

    /// <summary>Releases nodes that have left memory and expired, once no reader can be looking at them.</summary>
    public void Release(Departed departed) => _limbo.Add(departed);

    private bool TryLetGo(TreeVersion version, out int nodes)
    {
        nodes = 0;
        if (version.Departed is not { } departed) return false;
        version.Departed = null;
        nodes = departed.Nodes.Count;
        if (_pool.Places is { } places) NoteDeaths(places, departed, version.Revision + 1);
        _limbo.Add(departed);
        return true;
    }

    private void NoteDeaths(NodePlaces places, Departed departed, long death)
    {
        foreach (int handle in departed.Nodes.Items)
        {
            PlaceWord word = places.Read(handle);
            int bytes = _pool.BytesOf(handle);
            departed.Bytes += bytes;
            if (!word.IsStored) places.CountUnstored(-bytes);
            else if (word.Place.IsKnown) _departures.Add(new Departure(word.Place, death));
            _pool.Expire(handle);
        }
    }
}
