using BasisTrees.Persistence;

namespace BasisTrees.Examples.Ledger;

/// <summary>A ledger as it was at one revision. Any thread may read it.</summary>
/// <param name="snapshot">The revision; it is disposed of with this.</param>
internal sealed class BookView(StoreSnapshot snapshot) : IDisposable
{
    private readonly Label _ledger = LedgerHash.Ledger(snapshot.Definition.TreeId);

    /// <summary>What ties signatures to this ledger.</summary>
    internal Label Ledger => _ledger;

    /// <summary>The revision.</summary>
    internal long Revision => snapshot.Revision;

    /// <summary>Its digest.</summary>
    internal Digest Digest => snapshot.Digest;

    /// <summary>How much there is.</summary>
    internal BookTotals Totals => TryGet(LedgerHash.Root, out byte[] value)
        ? BookTotals.TryRead(value) ?? throw Foreign(LedgerHash.Root)
        : new BookTotals(0, 0, 0);

    /// <summary>The one line that a counterparty has to have from somewhere else than from whoever proves something to it.</summary>
    internal TrustString Trust
    {
        get
        {
            StoreDefinition definition = snapshot.Definition;
            TreeParameters parameters = definition.Parameters;
            return new TrustString(definition.TreeId, parameters.KeyLength, parameters.ValueLength, definition.KeyMode, snapshot.Digest);
        }
    }

    /// <summary>The bytes of a key.</summary>
    internal static byte[] Bytes(in Label label)
    {
        byte[] bytes = new byte[Label.Length];
        label.CopyTo(bytes);
        return bytes;
    }

    /// <summary>Finds a party by its id, or null.</summary>
    internal Party? PartyOf(in Label id) =>
        TryGet(id, out byte[] value) ? Party.TryRead(value) ?? throw Foreign(id) : null;

    /// <summary>Finds a party by its name, or null.</summary>
    internal Party? Find(string name)
    {
        Label key = LedgerHash.Name(name);
        return TryGet(key, out byte[] id) ? PartyOf(ToLabel(id, key)) : null;
    }

    /// <summary>All parties in the order in which they came.</summary>
    internal IEnumerable<Party> Parties()
    {
        long count = Totals.Parties;
        for (long n = 0; n < count; n++)
        {
            Label key = LedgerHash.PartyAt(n);
            if (!TryGet(key, out byte[] id) || PartyOf(ToLabel(id, key)) is not { } party) throw Foreign(key);
            yield return party;
        }
    }

    /// <summary>The pairs that a party is in, in the order in which they came.</summary>
    internal IEnumerable<Pair> PairsOf(Party party)
    {
        for (long n = 0; n < party.Pairs; n++)
        {
            Label key = LedgerHash.PairAt(party.Id, n);
            if (!TryGet(key, out byte[] value) || !Pair.TryRead(value, out Pair pair)) throw Foreign(key);
            yield return pair;
        }
    }

    /// <summary>What is owed within a pair; of one without notes, nothing.</summary>
    internal PairState StateOf(in Pair pair)
    {
        Label key = LedgerHash.Pair(pair);
        return TryGet(key, out byte[] value) ? PairState.TryRead(value) ?? throw Foreign(key) : PairState.None;
    }

    /// <summary>Finds a note, or null.</summary>
    internal SignedNote? NoteOf(in Label id) => NoteBodies.Find(snapshot, id);

    /// <summary>
    /// The notes of a pair, newest first; each is compared with the hash by which the one after it, or the pair, names it.
    /// </summary>
    /// <exception cref="InvalidDataException">While reading: a note is missing, or is another one.</exception>
    internal IEnumerable<KeyValuePair<Label, SignedNote>> History(Pair pair)
    {
        PairState state = StateOf(pair);
        Label id = state.LastNote;
        for (long left = state.Notes; left > 0; left--)
        {
            SignedNote? note = NoteOf(id);
            if (note is null || note.Note.Id(_ledger) != id || (note.Note.Pair != pair && note.Note.ReceiverPair != pair))
                throw new InvalidDataException($"The note {id} is missing from the history of its pair, or is another one.");
            yield return KeyValuePair.Create(id, note);
            id = note.Note.PreviousIn(pair);
        }
    }

    /// <summary>Proves what the ledger holds under some keys.</summary>
    internal byte[] Prove(IReadOnlyList<Label> keys)
    {
        ReadOnlyMemory<byte>[] ids = [.. keys.Select(key => (ReadOnlyMemory<byte>)Bytes(key))];
        return snapshot.TryProve(ids, out byte[]? proof, out _, out string? refusal)
            ? proof
            : throw new InvalidOperationException(refusal); // a few keys of the right length can always be proven
    }

    public void Dispose() => snapshot.Dispose();

    private bool TryGet(in Label key, out byte[] value)
    {
        Span<byte> bytes = stackalloc byte[Label.Length];
        key.CopyTo(bytes);
        bool isThere = snapshot.TryGet(bytes, out byte[]? found);
        value = found ?? [];
        return isThere;
    }

    private static Label ToLabel(byte[] value, in Label key) => value.Length == Label.Length ? new Label(value) : throw Foreign(key);

    private static InvalidDataException Foreign(in Label key) => new($"The entry {key} is not one that this program writes.");
}
