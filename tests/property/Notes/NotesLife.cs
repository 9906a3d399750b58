using BasisTrees.Persistence;
using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>
/// A store with notes under a client that remembers what it was told: after every end, whatever it was, each acknowledged body is read back
/// or was erased, and what was erased is in no file.
/// </summary>
internal sealed class NotesLife(SimDisk disk, StoreDefinition definition, StoreOptions options)
{
    private static readonly StoreId s_storeId = new("0123456789abcdef"u8);

    private readonly SimClock _clock = new();
    private readonly Dictionary<string, Note?> _notes = []; // null for a value that is no note
    private readonly HashSet<Label> _erased = [];
    private long _revision;
    private (Dictionary<string, Note?> Notes, Note? Erased)? _doubtful; // what the batch that was not answered would make of it

    /// <summary>Whether a client would go on: nothing has failed since the last answer.</summary>
    internal bool GoesOn => Store is { StopCause: null } && _doubtful is null && !disk.IsDown;

    /// <summary>Whether a fault that opening has not met is forgotten.</summary>
    internal bool ClearsFaults { get; init; }

    /// <summary>The ids that have a note, erased or not.</summary>
    internal int Count => _notes.Values.Count(note => note is not null);

    internal int Erasures { get; private set; }

    internal TreeStore? Store { get; private set; }

    internal void Create() => TreeStore.Create(disk, definition, s_storeId);

    /// <summary>Opens the store and compares everything with what was acknowledged.</summary>
    /// <returns>False if a fault prevented it.</returns>
    internal bool TryOpen()
    {
        int faults = disk.Faults;
        try
        {
            Store = TreeStore.Open(disk, new WriterSetup(options, _clock, HasThread: false));
        }
        catch (StoreException failure)
        {
            if (disk.Faults == faults && !disk.IsDown) throw new CrashViolationException($"the store does not open: {failure.Message}");
            return false;
        }

        if (ClearsFaults) disk.FailNoMore();
        Settle();
        try
        {
            if (!disk.IsDown) Compare();
            return true;
        }
        catch (StoreException) when (disk.Faults > faults || disk.IsDown)
        {
            return false;
        }
    }

    /// <summary>The end of the process, or of the power.</summary>
    internal void End(bool isPower)
    {
        if (isPower || disk.IsDown) disk.Crash();
        else disk.Kill();
        Store = null;
    }

    internal void Put(params Note[] notes)
    {
        var after = new Dictionary<string, Note?>(_notes);
        foreach (Note note in notes) after[IdOf(note)] = note;
        Commit(Batch.OfNotes(notes), after);
    }

    internal void PutPlain(string id)
    {
        var after = new Dictionary<string, Note?>(_notes) { [id] = null };
        Commit(new Batch([Operation.InsertOrUpdate(StoreBench.Bytes(id), new byte[32])]), after);
    }

    internal void Remove(string id)
    {
        var after = new Dictionary<string, Note?>(_notes);
        after.Remove(id);
        Commit(new Batch([Operation.RemoveIfExists(StoreBench.Bytes(id))]), after);
    }

    internal void Erase(string id)
    {
        if (!_notes.TryGetValue(id, out Note? note) || note is null) return;
        _doubtful = (_notes, note);
        Do(() =>
        {
            NoteErasure erasure = Store!.EraseNote(note.Id); // called while it is open
            if (erasure.Refusal is not null) return;
            if (erasure.Outcome != NoteOutcome.Erased) throw new CrashViolationException($"{id} was not erased: {erasure}");
            Accept(_notes, note);
        });
        CheckGone();
    }

    internal void Checkpoint(bool compact, bool full) => Do(() => Store!.Checkpoint("", compact, full));

    /// <summary>Reads everything and compares it with the model.</summary>
    internal void Compare()
    {
        TreeStore store = Store!; // called while it is open
        using StoreSnapshot snapshot = store.Snapshot();
        if (snapshot.Count != _notes.Count) throw new CrashViolationException($"{_notes.Count} ids were expected, not {snapshot.Count}");
        foreach ((string id, Note? note) in _notes)
        {
            NoteOutcome expected = note is null ? NoteOutcome.NotANote
                : _erased.Contains(CommitmentOf(note)) ? NoteOutcome.Erased
                : NoteOutcome.Found;
            NoteOutcome outcome = snapshot.TryReadNote(StoreBench.Bytes(id), out byte[]? body);
            if (outcome != expected)
                throw new CrashViolationException($"{id} at revision {_revision}: {expected} was expected, not {outcome}");
            if (outcome == NoteOutcome.Found && !note!.Body.Span.SequenceEqual(body)) // there is one where it is found
                throw new CrashViolationException($"{id} has another body at revision {_revision}");
        }

        if (store.Statistics().Notes!.Count != Count)
            throw new CrashViolationException($"{Count} notes were expected, not {store.Statistics().Notes!.Count}");
        CheckGone();
    }

    /// <summary>Checks the files, as far as the store goes on.</summary>
    internal void Fsck()
    {
        if (Store!.StopCause is not null || disk.IsDown) return;
        FsckReport report = Store.Check(new FsckOptions { IsDeep = true });
        if (!report.IsClean) throw new CrashViolationException($"a check finds: {string.Join("; ", report.Findings)}");
    }

    private void CheckGone()
    {
        if (_doubtful is not null || disk.IsDown) return;
        Dictionary<string, byte[]> image = disk.Image();
        foreach (Note note in _notes.Values.OfType<Note>().Where(note => _erased.Contains(CommitmentOf(note))))
        {
            foreach ((string name, byte[] bytes) in image)
            {
                if (!FileNames.IsBad(name) && bytes.AsSpan().IndexOf(note.Body.Span[..16]) >= 0)
                    throw new CrashViolationException($"the body of {IdOf(note)}, which was erased, is in {name}");
            }
        }
    }

    private void Commit(Batch batch, Dictionary<string, Note?> after)
    {
        _doubtful = (after, null);
        Do(() =>
        {
            CommitResult result = StoreBench.Answer(StoreBench.Group(Store!, batch)[0]); // called while it is open
            if (result.Outcome == CommitOutcome.NoSpace) return;
            if (result.Outcome != CommitOutcome.Committed) throw new CrashViolationException($"a batch was refused: {result.Explanation}");
            Accept(after, null);
        });
    }

    // What fails because of a fault leaves the batch in doubt; what is refused does not.
    private void Do(Action action)
    {
        int faults = disk.Faults;
        try
        {
            action();
            _doubtful = null;
        }
        catch (Exception failure) when (failure is StoreException || failure.InnerException is StoreException)
        {
            if (disk.Faults == faults && !disk.IsDown) throw new CrashViolationException($"something failed without a fault: {failure}");
        }
        catch (InvalidOperationException) when (Store!.StopCause is not null)
        {
            // The group was not answered.
        }
    }

    private void Settle()
    {
        long revision = Store!.Head.Revision; // just opened
        if (revision != _revision)
        {
            if (_doubtful is not { } after || revision < _revision)
                throw new CrashViolationException($"revision {_revision} was acknowledged, and the store opens at {revision}");
            Accept(after.Notes, after.Erased);
        }

        _doubtful = null;
    }

    private void Accept(Dictionary<string, Note?> after, Note? erased)
    {
        if (erased is not null && _erased.Add(CommitmentOf(erased))) Erasures++;
        foreach ((string id, Note? note) in after)
        {
            if (note is not null && !ReferenceEquals(_notes.GetValueOrDefault(id), note)) _erased.Remove(CommitmentOf(note));
        }

        if (!ReferenceEquals(after, _notes))
        {
            _notes.Clear();
            foreach ((string id, Note? note) in after) _notes[id] = note;
        }

        _revision = Store!.Head.Revision; // called while it is open
    }

    private static Label CommitmentOf(Note note) => NoteValue.CommitmentOf(note.Id.Span, note.Body.Span);

    private static string IdOf(Note note) => System.Text.Encoding.UTF8.GetString(note.Id.Span);
}
