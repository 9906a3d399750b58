using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>A sound store at rest, what a client knows about it, and what there is to damage it with.</summary>
internal sealed class MatrixStore
{
    private readonly CrashModel?[] _models;

    internal MatrixStore(string name, MatrixSeeder made, IReadOnlyDictionary<string, byte[]> image, MatrixSeeder foreign)
    {
        Name = name;
        Definition = made.Definition;
        Options = made.Options;
        Batches = made.Batches;
        Image = image;
        Earlier = [.. made.Earlier];
        Erasures = made.Erasures;
        Foreign = foreign.Disk.Image();
        _models = new CrashModel?[Batches.Count];
        for (int revision = 0; revision < _models.Length; revision++) _models[revision] = ModelOf(revision);
    }

    internal string Name { get; }

    internal StoreDefinition Definition { get; }

    internal StoreOptions Options { get; }

    /// <summary>The batch that makes each revision, the first at 0; the last one is only sent after a damaged store was opened.</summary>
    internal IReadOnlyList<Batch> Batches { get; }

    /// <summary>Which of the batches erase the note that they look up.</summary>
    internal IReadOnlyList<int> Erasures { get; }

    /// <summary>The newest revision that may be there.</summary>
    internal int Newest => Batches.Count - 1;

    /// <summary>The newest revision that was acknowledged.</summary>
    internal int Floor { get; init; }

    internal IReadOnlyDictionary<string, byte[]> Image { get; }

    /// <summary>All files after each acknowledged revision before the last, the empty store first.</summary>
    internal IReadOnlyList<IReadOnlyDictionary<string, byte[]>> Earlier { get; }

    /// <summary>The files of another store with the same definition and the same batches.</summary>
    internal IReadOnlyDictionary<string, byte[]> Foreign { get; }

    /// <summary>What a client knows when the store is at a revision, and one batch further. Only to be read.</summary>
    internal CrashModel At(long revision) => _models[(int)revision]!; // the constructor makes them all

    private CrashModel ModelOf(int revision)
    {
        var model = new CrashModel(Definition);
        foreach (Batch batch in Batches.Take(revision).Append(Batches[^1]))
        {
            if (model.Submit(batch) >= 0) throw new InvalidOperationException("A batch of the matrix is refused.");
        }

        return model;
    }
}
