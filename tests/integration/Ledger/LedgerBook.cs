using BasisTrees.Examples.Ledger;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A ledger in a directory of its own, with parties p0, p1 and so on whose keys are known.</summary>
internal sealed class LedgerBook : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public LedgerBook(int parties)
    {
        DirectoryDisk disk = DirectoryDisk.Create(_scratch["store"]);
        string treeId = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());
        TreeStore.Create(disk, new StoreDefinition(treeId, new TreeParameters(32, null, Book.ValueLengthMax), KeyMode.Raw));
        Book = new Book(TreeStore.Open(disk, time: Clock), Clock);
        Keys = [.. Enumerable.Range(0, parties).Select(n => PartyKey.Generated(0, n))];
        for (int i = 0; i < parties; i++) Assert.True(Book.TryAdd($"p{i}", Keys[i].Point, out _, out Refusal? refusal), refusal?.Sentence);
    }

    public SetClock Clock { get; } = new();

    public Book Book { get; }

    public PartyKey[] Keys { get; }

    /// <summary>A note as the ledger is now; the rules have not been asked.</summary>
    public IouNote Make(NoteKind kind, int issuer, int holder, int? receiver, long amount)
    {
        using BookView view = Book.View();
        Label to = receiver is { } n ? Keys[n].Id : default;
        PairState first = view.StateOf(new Pair(Keys[issuer].Id, Keys[holder].Id));
        PairState second = receiver is null ? PairState.None : view.StateOf(new Pair(Keys[issuer].Id, to));
        long time = Math.Max(first.LastTime, second.LastTime) + 1;
        return new IouNote(kind, Keys[issuer].Id, Keys[holder].Id, to, amount, time, first.LastNote, second.LastNote);
    }

    public SignedNote Sign(IouNote note, int signer)
    {
        using BookView view = Book.View();
        return new SignedNote(note, Keys[signer].Sign(note.Id(view.Ledger)));
    }

    public bool TryPost(NoteKind kind, int issuer, int holder, int? receiver, long amount, out Refusal? refusal)
    {
        var wish = new NoteWish(kind, $"p{issuer}", $"p{holder}", receiver is { } n ? $"p{n}" : null, amount);
        return Book.TryPost(wish, Keys[kind == NoteKind.Issue ? issuer : holder], out _, out refusal);
    }

    public void Dispose()
    {
        foreach (PartyKey key in Keys) key.Dispose();
        Book.Store.Dispose();
        _scratch.Dispose();
    }
}
