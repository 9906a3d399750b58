namespace BasisTrees.Persistence;

/// <summary>
/// Compares a revision with another store of the same entries: digests of ranges of keys first, the entries themselves only where these
/// differ, down to the single key.
/// </summary>
/// <remarks>
/// Each step reads a range of the tree once, cuts it into pieces at keys of its own leaves, and asks the other side for the digests of the
/// same pieces; a piece that differs is cut again. Memory does not grow with the tree. Any thread.
/// </remarks>
public static class Crosscheck
{
    private const int Pieces = 16;

    // So few entries are compared at once.
    private const long EntriesMin = 64;

    /// <summary>Compares.</summary>
    /// <param name="snapshot">The revision; it must live until the call returns.</param>
    /// <param name="source">The other store, which should not change meanwhile.</param>
    /// <param name="differencesMax">After how many differences to stop; 1 or more.</param>
    /// <returns>Where they differ. What the other store throws passes through.</returns>
    /// <exception cref="StoreDamagedException">A node is damaged.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    public static CrosscheckReport Run(StoreSnapshot snapshot, IEntrySource source, int differencesMax = 1000)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(differencesMax, 1);
        var descent = new CrosscheckDescent(snapshot, source, differencesMax);
        var waiting = new Stack<KeyRange>();
        waiting.Push(new KeyRange(default, default, snapshot.Count));
        while (waiting.TryPop(out KeyRange range) && descent.IsGoingOn)
        {
            if (range.Count <= EntriesMin) descent.Compare(range);
            else foreach (KeyRange piece in Enumerable.Reverse(descent.Divide(range, Pieces))) waiting.Push(piece);
        }

        return descent.Report();
    }

    /// <summary>Compares the tree with the files of notes of the same store: every body is read and hashed.</summary>
    /// <param name="snapshot">The revision; it must live until the call returns.</param>
    /// <param name="differencesMax">After how many differences to stop; 1 or more.</param>
    /// <exception cref="StoreException">The disk fails.</exception>
    public static CrosscheckReport RunNotes(StoreSnapshot snapshot, int differencesMax = 1000)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentOutOfRangeException.ThrowIfLessThan(differencesMax, 1);
        var differences = new List<Difference>();
        long read = 0;
        Cursor leaves = snapshot.Tree.Scan(default, default);
        while (snapshot.Notes is { } notes && differences.Count < differencesMax && leaves.MoveNext())
        {
            if (leaves.Value.Length != NoteValue.Length) continue;
            read++;
            byte[] key = leaves.Key.ToArray();
            byte[]? id = snapshot.Ids.Find(key);
            try
            {
                notes.Read(new Label(leaves.Value), id, out _);
            }
            catch (StoreDamagedException)
            {
                differences.Add(new Difference(DisagreementKind.BodyLost, key, id is null ? (ReadOnlyMemory<byte>?)null : id));
            }
        }

        return new CrosscheckReport(
            snapshot.Revision, snapshot.Digest, snapshot.Count, 0, read, differences, differences.Count < differencesMax);
    }
}
