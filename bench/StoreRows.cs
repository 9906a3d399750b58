using System.Globalization;
using BasisTrees.Persistence;

namespace BasisTrees.Bench;

/// <summary>The rows that commit durably, each beside a bare append and sync of as many bytes to a file in the same place.</summary>
internal sealed class StoreRows(BenchOptions options, Clock clock, string directory)
{
    private const int PreloadedKeys = 100_000;
    private const int PreloadBatch = 10_000;

    // A disk that others use can be ten times slower a second later: bare file and store take turns so often in a round.
    private const int TurnsPerRound = 5;

    // The keys of the store that is being measured, and the next of them to be inserted.
    private Workload _workload = new(PinnedDigests.Seed, 0);
    private int _next;

    /// <summary>Measures one client that waits for each commit.</summary>
    /// <param name="batch">Operations in a commit.</param>
    /// <param name="commits">Commits in a turn.</param>
    /// <returns>The bare row, then the row of the store.</returns>
    public (Row Bare, Row Store) Commit(int batch, int commits)
    {
        string path = Path.Combine(directory, $"basis-bench-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{batch}");
        DirectoryDisk disk = DirectoryDisk.Create(path);
        try
        {
            return Commit(disk, batch, commits);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static WrongResultException Wrong(string what) => new(what + ".");

    private (Row Bare, Row Store) Commit(DirectoryDisk disk, int batch, int commits)
    {
        var bare = new Row($"append + sync of the same bytes, {batch:N0} op");
        var row = new Row($"durable commit, {batch:N0} op, one client") { PeerIsScaled = false };
        TreeStore.Create(disk, new StoreDefinition("bench", Workload.Parameters, KeyMode.Raw));
        Digest last;
        using (TreeStore store = TreeStore.Open(disk))
        {
            _workload = new Workload(PinnedDigests.Seed, PreloadedKeys + (batch * commits * (1 + (options.Rounds * TurnsPerRound))));
            _next = 0;
            Run(store, PreloadBatch, PreloadedKeys / PreloadBatch);
            long before = store.Statistics().LogBytes;
            Run(store, batch, commits);
            long bytes = (store.Statistics().LogBytes - before) / commits;
            for (int turn = 0; turn < options.Rounds * TurnsPerRound; turn++)
            {
                using IFile file = Prepare(disk, bytes * commits);
                clock.Measure(bare, () => Append(file, (int)bytes, batch, commits));
                clock.Measure(row, () => Run(store, batch, commits));
            }

            last = store.Head.Digest;
        }

        using TreeStore again = TreeStore.Open(disk);
        if (again.Head.Digest != last) throw Wrong($"the reopened store has the digest {again.Head.Digest}, not {last}");
        return (bare, row with { PeerRate = bare.Rate });
    }

    private (long Operations, long Hashes) Run(TreeStore store, int size, int commits)
    {
        for (int commit = 0; commit < commits; commit++)
        {
            var operations = new Operation[size];
            _workload.Inserts(operations, _next);
            _next += size;
            CommitResult result = store.Commit(new Batch(operations));
            if (result.Outcome != CommitOutcome.Committed) throw Wrong($"a commit was answered with {result.Outcome}");
        }

        return ((long)size * commits, 0);
    }

    // The file has its length and its blocks beforehand, which a segment of the log has not: a sync here writes content alone. That is
    // the floor of any log, ours included.
    private static IFile Prepare(DirectoryDisk disk, long bytes)
    {
        IFile file = disk.Open("bare", FileOpening.Create);
        file.WriteAt(0, new byte[bytes]);
        file.Sync();
        return file;
    }

    private static (long Operations, long Hashes) Append(IFile file, int bytes, int batch, int commits)
    {
        byte[] content = new byte[bytes];
        for (int commit = 0; commit < commits; commit++)
        {
            file.WriteAt((long)commit * bytes, content);
            file.Sync();
        }

        return ((long)batch * commits, 0);
    }
}
