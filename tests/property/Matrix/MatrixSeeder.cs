using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Makes a store for the matrix batch by batch, and keeps what its files were on the way.</summary>
internal sealed class MatrixSeeder
{
    private readonly Random _random = new(11);
    private TreeStore _store;
    private int _valueLength = 24;
    private bool _isRepetitive;

    internal MatrixSeeder(StoreDefinition definition, StoreOptions options, ReadOnlySpan<byte> storeId)
    {
        Definition = definition;
        Options = options;
        TreeStore.Create(Disk, definition, new StoreId(storeId));
        _store = Manual(Disk, options);
    }

    internal SimDisk Disk { get; } = new(1);

    internal StoreDefinition Definition { get; }

    internal StoreOptions Options { get; }

    internal List<Batch> Batches { get; } = [];

    /// <summary>Which of the batches erase the note that they look up.</summary>
    internal List<int> Erasures { get; } = [];

    internal List<IReadOnlyDictionary<string, byte[]>> Earlier { get; } = [];

    /// <summary>Commits some batches as one group.</summary>
    /// <param name="batches">How many.</param>
    /// <param name="valueLength">The longest value, if values vary.</param>
    /// <param name="isRepetitive">Whether values become shorter when they are compressed.</param>
    internal void Group(int batches, int valueLength = 24, bool isRepetitive = false)
    {
        _valueLength = valueLength;
        _isRepetitive = isRepetitive;
        Earlier.Add(Disk.Image());
        var sent = new Batch[batches];
        for (int i = 0; i < batches; i++) Batches.Add(sent[i] = Next());
        foreach (Task<CommitResult> answer in StoreBench.Group(_store, sent))
        {
            if (Answer(answer).Outcome != CommitOutcome.Committed) throw new InvalidOperationException("A batch of the matrix is refused.");
        }
    }

    /// <summary>Commits notes as one batch.</summary>
    internal void Put(params Note[] notes)
    {
        Earlier.Add(Disk.Image());
        Batches.Add(NotesBench.Of(notes));
        if (Answer(StoreBench.Group(_store, Batches[^1])[0]).Outcome != CommitOutcome.Committed)
            throw new InvalidOperationException("Notes of the matrix are refused.");
    }

    /// <summary>Erases the body of a note.</summary>
    internal void Erase(Note note)
    {
        Earlier.Add(Disk.Image());
        Erasures.Add(Batches.Count);
        Batches.Add(Batch(Operation.Lookup(note.Id)));
        if (_store.EraseNote(note.Id).Outcome != NoteOutcome.Erased) throw new InvalidOperationException("A note of the matrix stays.");
    }

    /// <summary>The process dies as soon as a file says what is being erased.</summary>
    /// <returns>The files that it leaves.</returns>
    internal Dictionary<string, byte[]> DieErasing(Note note)
    {
        Dictionary<string, byte[]> before = Disk.Image();
        Earlier.Add(before);
        Erasures.Add(Batches.Count);
        Batches.Add(Batch(Operation.Lookup(note.Id)));
        for (int operation = 1; ; operation++)
        {
            SimDisk disk = SimDisk.FromImage(before, 1);
            TreeStore store = Manual(disk, Options);
            disk.FailAt(operation, SimDiskFault.CrashBefore);
            try
            {
                store.EraseNote(note.Id);
            }
            catch (StoreException)
            {
                // It died.
            }

            Dictionary<string, byte[]> image = disk.Image();
            if (image.ContainsKey(FileNames.Erasing)) return image;
        }
    }

    /// <summary>Writes a checkpoint.</summary>
    internal void Checkpoint(bool compact, string name = "") => _store.Checkpoint(name, compact);

    /// <summary>Closes the store.</summary>
    internal void Close() => _store.Dispose();

    /// <summary>Closes the store and opens it again.</summary>
    internal void Reopen()
    {
        Close();
        _store = Manual(Disk, Options);
    }

    /// <summary>The process dies.</summary>
    internal void Kill() => Disk.Kill();

    /// <summary>Notes the batch that is sent after a damaged store was opened.</summary>
    internal void Prepare() => Batches.Add(Next());

    private Batch Next()
    {
        int n = Batches.Count;
        return Batch(
            Operation.InsertOrUpdate(Id(n % 5), Value()), Operation.InsertOrUpdate(Id((n + 1) % 5), Value()),
            Operation.RemoveIfExists(Id((n + 3) % 5)));
    }

    private byte[] Id(int n) => Definition.KeyMode == KeyMode.Raw ? [7, 0, (byte)n, 1] : [7, (byte)(1 + n)];

    private byte[] Value()
    {
        const int period = 8;
        byte[] value = new byte[Definition.Parameters.ValueLength ?? _random.Next(_valueLength)];
        _random.NextBytes(value);
        for (int at = period; _isRepetitive && at < value.Length; at++) value[at] = value[at - period];
        return value;
    }
}
