using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>The stores that the matrix damages.</summary>
internal static class MatrixSeeds
{
    private static readonly StoreOptions s_logOnly = new() { NodeEngine = NodeEngine.Memory, ReserveBytes = 0 };

    private static readonly StoreOptions s_checkpoints = new()
    {
        SegmentBytesMax = 2 << 10,
        NodeSegmentBytesMax = 4 << 10,
        NodeCacheBytes = 64 << 10,
        CheckpointsRetained = 2,
        ReserveBytes = 0,
        RecoveryParallelism = 1,
    };

    /// <summary>What the stores are known by.</summary>
    internal static StoreId StoreId { get; } = new("0123456789abcdef"u8);

    // Each store of another way to end, another key mode, and values of one length or of any.
    internal static MatrixStore[] All() =>
        [Closed(), Killed(), Torn(), Checkpointed(), Compacted(), Archived(), Bare(), Noted(), Erasing()];

    // Several segments, opened twice, closed in the end.
    private static MatrixStore Closed()
    {
        MatrixSeeder made = Make(new StoreDefinition("matrix", new TreeParameters(32), KeyMode.Hashed), "0123456789abcdef"u8);
        MatrixSeeder foreign = Make(made.Definition, "fedcba9876543210"u8);
        return new MatrixStore("closed", made, made.Disk.Image(), foreign) { Floor = made.Batches.Count - 1 };

        static MatrixSeeder Make(StoreDefinition definition, ReadOnlySpan<byte> storeId)
        {
            var seeder = new MatrixSeeder(definition, s_logOnly with { SegmentBytesMax = 1 << 10 }, storeId);
            for (int i = 0; i < 3; i++) seeder.Group(1);
            seeder.Reopen();
            for (int i = 0; i < 4; i++) seeder.Group(1);
            seeder.Close();
            seeder.Prepare();
            return seeder;
        }
    }

    // Several checkpoints, the last at the end of the log.
    private static MatrixStore Checkpointed()
    {
        MatrixSeeder made = Make(new StoreDefinition("matrix", new TreeParameters(32), KeyMode.Hashed), "0123456789abcdef"u8);
        MatrixSeeder foreign = Make(made.Definition, "fedcba9876543210"u8);
        return new MatrixStore("checkpointed", made, made.Disk.Image(), foreign) { Floor = made.Batches.Count - 1 };

        static MatrixSeeder Make(StoreDefinition definition, ReadOnlySpan<byte> storeId)
        {
            var seeder = new MatrixSeeder(definition, s_checkpoints with { ReserveBytes = 600 }, storeId);
            for (int i = 0; i < 2; i++) seeder.Group(1);
            seeder.Checkpoint(compact: false);
            for (int i = 0; i < 2; i++) seeder.Group(1);
            seeder.Reopen();
            seeder.Group(1);
            seeder.Close();
            seeder.Prepare();
            return seeder;
        }
    }

    // A sweep has moved nodes, a checkpoint has a name, and the process died while the log was ahead of the last checkpoint.
    private static MatrixStore Compacted()
    {
        MatrixSeeder made = Make(new StoreDefinition("matrix", new TreeParameters(6), KeyMode.Padded), "0123456789abcdef"u8);
        MatrixSeeder foreign = Make(made.Definition, "fedcba9876543210"u8);
        return new MatrixStore("compacted", made, made.Disk.Image(), foreign) { Floor = made.Batches.Count - 1 };

        static MatrixSeeder Make(StoreDefinition definition, ReadOnlySpan<byte> storeId)
        {
            var seeder = new MatrixSeeder(definition, s_checkpoints with { SegmentBytesMax = 8 << 10, SweepShareMin = 0.05 }, storeId);
            for (int i = 0; i < 5; i++)
            {
                for (int j = 0; j < 3; j++) seeder.Group(1, valueLength: 1500);
                seeder.Checkpoint(compact: true, i == 3 ? "kept" : "");
            }

            seeder.Group(1);
            seeder.Kill();
            seeder.Prepare();
            return seeder;
        }
    }

    // Segments of the log are archived behind full checkpoints, long values are packed, and sweeps have moved nodes.
    private static MatrixStore Archived()
    {
        MatrixSeeder made = MakeArchived("0123456789abcdef"u8);
        return new MatrixStore("archived", made, made.Disk.Image(), MakeArchived("fedcba9876543210"u8)) { Floor = made.Batches.Count - 1 };
    }

    // The same, but the checkpoints are lost, and the oldest archived segment was moved away: only the full checkpoints are left. Somebody
    // has met a damaged node.
    private static MatrixStore Bare()
    {
        MatrixSeeder made = MakeArchived("0123456789abcdef"u8);
        Dictionary<string, byte[]> image = made.Disk.Image();
        image.Remove(FileNames.Archive(1));
        image[FileNames.Suspect] = "a damaged node"u8.ToArray();
        foreach (long revision in CheckpointFile.Revisions([.. image.Keys])) image.Remove(FileNames.Checkpoint(revision));
        return new MatrixStore("bare", made, image, MakeArchived("fedcba9876543210"u8)) { Floor = made.Batches.Count - 1 };
    }

    private static MatrixSeeder MakeArchived(ReadOnlySpan<byte> storeId)
    {
        var definition = new StoreDefinition("matrix", new TreeParameters(32), KeyMode.Hashed);
        StoreOptions options = s_checkpoints with { SegmentBytesMax = 6 << 10, SweepShareMin = 0.05, LogRetention = TimeSpan.Zero };
        var seeder = new MatrixSeeder(definition, options, storeId);
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 3; j++) seeder.Group(1, valueLength: 1500, isRepetitive: j == 2);
            seeder.Checkpoint(compact: true);
        }

        seeder.Group(1);
        seeder.Kill();
        seeder.Prepare();
        return seeder;
    }

    // Bodies of notes in their own files, swept, in archived segments and in full checkpoints; one was erased. Closed in good order.
    private static MatrixStore Noted()
    {
        MatrixSeeder made = MakeNoted("0123456789abcdef"u8);
        made.Close();
        made.Prepare();
        MatrixSeeder foreign = MakeNoted("fedcba9876543210"u8);
        foreign.Close();
        return new MatrixStore("noted", made, made.Disk.Image(), foreign) { Floor = made.Batches.Count - 1 };
    }

    // The process died while it erased one more.
    private static MatrixStore Erasing()
    {
        MatrixSeeder made = MakeNoted("0123456789abcdef"u8);
        made.Kill();
        Dictionary<string, byte[]> image = made.DieErasing(NotesBench.Note("four", 1));
        made.Prepare();
        return new MatrixStore("erasing", made, image, MakeNoted("fedcba9876543210"u8)) { Floor = made.Batches.Count - 2 };
    }

    private static MatrixSeeder MakeNoted(ReadOnlySpan<byte> storeId)
    {
        var definition = new StoreDefinition("matrix", new TreeParameters(32, NoteValue.Length), KeyMode.Hashed);
        StoreOptions options = s_checkpoints with
        {
            SegmentBytesMax = 1 << 10, SweepShareMin = 0.05, LogRetention = TimeSpan.Zero,
        };
        var seeder = new MatrixSeeder(definition, options, storeId);
        for (int i = 0; i < 4; i++)
        {
            seeder.Put(NotesBench.Note("one", i, 90), NotesBench.Note("two", i, 30));
            seeder.Put(NotesBench.Note($"three {i}", i, 60));
            seeder.Checkpoint(compact: true);
        }

        seeder.Erase(NotesBench.Note("two", 3, 30));
        seeder.Put(NotesBench.Note("four", 1));
        seeder.Group(1);
        return seeder;
    }

    // The process died after a group was in the log and before it was answered.
    private static MatrixStore Killed()
    {
        MatrixSeeder made = Make(new StoreDefinition("matrix", new TreeParameters(6), KeyMode.Padded), "0123456789abcdef"u8);
        MatrixSeeder foreign = Make(made.Definition, "fedcba9876543210"u8);
        Dictionary<string, byte[]> image = made.Disk.Image();
        image[FileNames.Seal] = made.Earlier[^1][FileNames.Seal];
        return new MatrixStore("killed", made, image, foreign) { Floor = made.Batches.Count - 3 };

        static MatrixSeeder Make(StoreDefinition definition, ReadOnlySpan<byte> storeId)
        {
            var seeder = new MatrixSeeder(definition, s_logOnly with { SegmentBytesMax = 1 << 10 }, storeId);
            for (int i = 0; i < 3; i++) seeder.Group(2);
            seeder.Kill();
            seeder.Prepare();
            return seeder;
        }
    }

    // The process died while it wrote a group; the directory has what earlier lives left there.
    private static MatrixStore Torn()
    {
        MatrixSeeder made = Make(new StoreDefinition("matrix", new TreeParameters(4, 8), KeyMode.Raw), "0123456789abcdef"u8);
        MatrixSeeder foreign = Make(made.Definition, "fedcba9876543210"u8);
        Dictionary<string, byte[]> image = made.Disk.Image();
        string last = FileNames.Segment(FileNames.Segments(image.Keys)[^1]);
        image[FileNames.Seal] = made.Earlier[^1][FileNames.Seal];
        image[last] = image[last][..^40];
        image[last + ".bad-1"] = [1, 2, 3, 4, 5];
        image[FileNames.Segment(9) + FileNames.NewSuffix] = image[last][..100];
        image[FileNames.Seal + FileNames.NewSuffix] = [];
        image[FileNames.Lock] = [];
        return new MatrixStore("torn", made, image, foreign) { Floor = made.Batches.Count - 2 };

        static MatrixSeeder Make(StoreDefinition definition, ReadOnlySpan<byte> storeId)
        {
            var seeder = new MatrixSeeder(definition, s_logOnly, storeId);
            for (int i = 0; i < 4; i++) seeder.Group(1);
            seeder.Kill();
            seeder.Prepare();
            return seeder;
        }
    }
}
