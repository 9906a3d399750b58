using BasisTrees.Persistence;

namespace BasisTrees.Examples.Ledger;

/// <summary>Parties and notes that are to be committed together: checked against the ledger and each other, then one batch.</summary>
/// <remarks>
/// One thread at a time. What it has read and made it remembers over <see cref="Begin"/>; that is right as long as every batch made of it
/// was committed and nobody else committed in between, which the digest that each batch expects makes sure.
/// </remarks>
internal sealed class BookDraft
{
    private readonly Dictionary<Pair, PairState> _pairs = [];
    private readonly Dictionary<Label, Party> _parties = [];
    private readonly HashSet<Pair> _changedPairs = [];
    private readonly HashSet<Label> _changedParties = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<Operation> _additions = [];
    private readonly List<IouNote> _notes = [];
    private readonly List<Label> _ids = [];
    private BookView _view;
    private BookTotals _totals;

    internal BookDraft(BookView view)
    {
        _view = view;
        _totals = view.Totals;
    }

    /// <summary>The notes so far.</summary>
    internal IReadOnlyList<IouNote> Notes => _notes;

    /// <summary>Their ids.</summary>
    internal IReadOnlyList<Label> Ids => _ids;

    /// <summary>Begins the next batch on the revision that the one before has made.</summary>
    internal void Begin(BookView view)
    {
        _view = view;
        _changedPairs.Clear();
        _changedParties.Clear();
        _names.Clear();
        _additions.Clear();
        _notes.Clear();
        _ids.Clear();
    }

    /// <summary>
    /// Tells that what the draft was planned on has been committed: its batch expects the digest of that revision, which is what the draft
    /// has remembered all along.
    /// </summary>
    internal void Follow(BookView view) => _view = view;

    /// <summary>The state of a pair after what has been added.</summary>
    internal PairState StateOf(in Pair pair)
    {
        if (_pairs.TryGetValue(pair, out PairState? state)) return state;
        return _pairs[pair] = _view.StateOf(pair);
    }

    /// <summary>Adds a party.</summary>
    /// <returns>Why it cannot be added, or null.</returns>
    internal Refusal? Add(Party party)
    {
        if (!Party.IsName(party.Name))
        {
            return Refusal.Rule(
                $"A name has 1 to {Party.NameLengthMax} letters, digits, dots, underscores and hyphens, the first a letter or digit.");
        }

        if (_view.Find(party.Name) is not null || !_names.Add(party.Name)) return Refusal.Rule($"There is a party {party.Name} already.");
        if (Known(party.Id) is { } same) return Refusal.Rule($"The key is that of {same.Name}.");
        _additions.Add(Insert(LedgerHash.Name(party.Name), BookView.Bytes(party.Id)));
        _additions.Add(Insert(LedgerHash.PartyAt(_totals.Parties), BookView.Bytes(party.Id)));
        _totals = _totals with { Parties = _totals.Parties + 1 };
        Change(party);
        return null;
    }

    /// <summary>Adds a note that is or will be signed; the signature is not looked at here.</summary>
    /// <returns>Why it cannot be added, or null. Then nothing has changed.</returns>
    internal Refusal? Add(IouNote note)
    {
        if (NoteRules.RefusalOfForm(note) is { } malformed) return Refusal.Rule(malformed);
        bool isTransfer = note.Kind == NoteKind.Transfer;
        foreach (Label party in (ReadOnlySpan<Label>)[note.Issuer, note.Holder, isTransfer ? note.Receiver : note.Holder])
        {
            if (Known(party) is null) return new Refusal(RefusalKind.NotFound, $"There is no party {party}.");
        }

        if (NoteRules.Apply(note, StateOf(note.Pair), out PairState after) is { } refusal) return Refusal.Rule(refusal);
        if (isTransfer)
        {
            if (NoteRules.Receive(note, StateOf(note.ReceiverPair), out PairState received) is { } unreceived)
                return Refusal.Rule(unreceived);
            Change(note.ReceiverPair, received, note);
        }

        Label id = Change(note.Pair, after, note);
        _notes.Add(note);
        _ids.Add(id);
        _totals = _totals with { Notes = _totals.Notes + 1 };
        return null;
    }

    /// <summary>The batch; it is committed only if the ledger is as this draft has read it.</summary>
    /// <param name="signatures">One for each note.</param>
    internal Batch ToBatch(IReadOnlyList<byte[]> signatures)
    {
        if (signatures.Count != _notes.Count) throw new ArgumentException("Every note needs its signature.", nameof(signatures));
        var operations = new List<Operation>(_additions.Count + _notes.Count + _changedPairs.Count + _changedParties.Count + 1);
        operations.AddRange(_additions);
        var notes = new Note[_notes.Count];
        for (int i = 0; i < notes.Length; i++)
        {
            notes[i] = NoteBodies.BodyOf(_ids[i], new SignedNote(_notes[i], signatures[i]));
            operations.Add(NoteBodies.Put(notes[i]));
        }

        foreach (Pair pair in _changedPairs)
            operations.Add(Operation.InsertOrUpdate(BookView.Bytes(LedgerHash.Pair(pair)), _pairs[pair].ToBytes()));
        foreach (Label party in _changedParties)
            operations.Add(Operation.InsertOrUpdate(BookView.Bytes(party), _parties[party].ToBytes()));
        operations.Add(Operation.InsertOrUpdate(BookView.Bytes(LedgerHash.Root), _totals.ToBytes()));
        return new Batch(operations, _view.Digest) { Notes = notes };
    }

    private Party? Known(in Label id)
    {
        if (_parties.TryGetValue(id, out Party? party)) return party;
        if (_view.PartyOf(id) is not { } found) return null;
        return _parties[id] = found;
    }

    private Label Change(in Pair pair, PairState after, IouNote note)
    {
        Label id = note.Id(_view.Ledger);
        if (after.Notes == 1)
        {
            byte[] both = new byte[Pair.Length];
            pair.Write(both);
            AddPairTo(pair.Issuer, both);
            AddPairTo(pair.Holder, both);
            _totals = _totals with { Pairs = _totals.Pairs + 1 };
        }

        _pairs[pair] = after with { LastNote = id };
        _changedPairs.Add(pair);
        return id;
    }

    private void AddPairTo(in Label id, byte[] pair)
    {
        Party party = _parties[id]; // it was looked up when the note was checked
        _additions.Add(Insert(LedgerHash.PairAt(id, party.Pairs), pair));
        Change(party with { Pairs = party.Pairs + 1 });
    }

    private void Change(Party party)
    {
        _parties[party.Id] = party;
        _changedParties.Add(party.Id);
    }

    private static Operation Insert(in Label key, byte[] value) => Operation.Insert(BookView.Bytes(key), value);
}
