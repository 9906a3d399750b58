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
