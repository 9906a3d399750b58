using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>No crash separates a body from its commitment, and none brings an erased one back.</summary>
public sealed class NotesCrashTests(ITestOutputHelper output)
{
    private static readonly SimDiskFault[] s_faults = [.. Enum.GetValues<SimDiskFault>().Where(fault => fault != SimDiskFault.None)];

    [Fact]
    public void Every_fault_at_every_file_operation_is_survived()
    {
        long whole = Script(long.MaxValue, SimDiskFault.None);
        int runs = 0;
        bool isCampaign = Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1";
        int step = isCampaign ? 1 : 4; // odd against the number of faults, so that each kind comes along
        Parallel.For(0, (int)whole * s_faults.Length / step, new ParallelOptions { MaxDegreeOfParallelism = 2 }, turn =>
        {
            int place = turn * step;
            Script(1 + (place / s_faults.Length), s_faults[place % s_faults.Length]);
            Interlocked.Increment(ref runs);
        });
        output.WriteLine($"{whole} file operations, {runs} runs");
        Assert.True(whole > 150, $"{whole} file operations");
    }

    [Fact]
    public void Random_lives_keep_what_was_acknowledged()
    {
        int erasures = 0;
        int lives = Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1" ? 20_000 : 300;
        Parallel.For(0, lives, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            try
            {
                Interlocked.Add(ref erasures, Life(seed));
            }
            catch (Exception broken)
            {
                throw new CrashViolationException($"Seed {seed}: {broken.Message}\n{broken.StackTrace}");
            }
        });
        output.WriteLine($"{lives} lives, {erasures} erasures");
        Assert.True(erasures > lives / 4, $"Only {erasures} erasures in {lives} lives.");
    }

    private static long Script(long at, SimDiskFault fault)
    {
        var disk = new SimDisk(17);
        var life = new NotesLife(disk, StoreBench.Padded, NotesBench.Archiving);
        life.Create();
        long before = disk.Operations;
        if (fault != SimDiskFault.None) disk.FailAt(at, fault);
        try
        {
            if (life.TryOpen()) Steps(life);
            life.End(isPower: true);
            disk.FailNoMore();
            for (int i = 0; i < 2; i++)
            {
                if (!life.TryOpen()) throw new CrashViolationException("it does not open");
                if (i == 0) life.Put(NotesBench.Note("after", 999));
                life.Compare();
                life.Fsck();
                life.End(isPower: i == 0);
            }
        }
        catch (Exception broken)
        {
            throw new CrashViolationException($"{fault} at file operation {at}: {broken.Message}\n{broken.StackTrace}");
        }

        return disk.Operations - before;
    }

    private static void Steps(NotesLife life)
    {
        Action[] steps =
        [
            () => life.Put(NotesBench.Note("a", 101), NotesBench.Note("b", 102)),
            () => life.Checkpoint(compact: false, full: false),
            () => life.Put(NotesBench.Note("a", 103)),
            () => life.Erase("a"),
            () => life.Put(NotesBench.Note("c", 104, 1500)),
            () => life.Checkpoint(compact: true, full: true),
            () => life.Erase("c"),
            () => life.Remove("b"),
            () => life.Put(NotesBench.Note("c", 104, 1500)),
            () => life.Checkpoint(compact: true, full: false),
        ];
        foreach (Action step in steps)
        {
            if (life.GoesOn) step();
        }
    }

    private static int Life(int seed)
    {
        var random = new Random(seed);
        var disk = new SimDisk(seed);
        StoreOptions options = random.Next(3) switch
        {
            0 => NotesBench.Small,
            1 => NotesBench.Archiving,
            _ => NotesBench.Archiving with { CheckpointAtClose = true, CheckpointOperations = 8, CheckpointsRetained = 2 },
        };
        var life = new NotesLife(disk, random.Next(2) == 0 ? StoreBench.Padded : StoreBench.Hashed, options)
        {
            ClearsFaults = true,
        };
        life.Create();
        for (int cycle = random.Next(2, 6); cycle > 0; cycle--)
        {
            if (random.Next(4) == 0) disk.FailAt(random.Next(1, 60), s_faults[random.Next(s_faults.Length)]);
            if (life.TryOpen()) Turns(life, disk, random);
            else if (random.Next(2) == 0) disk.FailNoMore();
            life.End(random.Next(2) == 0);
        }

        disk.FailNoMore();
        if (!life.TryOpen()) throw new CrashViolationException("it does not open after the last cycle");
        life.Fsck();
        return life.Erasures;
    }

    private static void Turns(NotesLife life, SimDisk disk, Random random)
    {
        for (int turn = random.Next(15); turn > 0 && life.GoesOn; turn--)
        {
            if (random.Next(8) == 0) disk.FailAt(random.Next(1, 20), s_faults[random.Next(s_faults.Length)]);
            string id = $"n{random.Next(6)}";
            switch (random.Next(9))
            {
                case 0:
                    life.Remove(id);
                    break;
                case 1:
                    life.PutPlain(id);
                    break;
                case 2:
                    life.Erase(id);
                    break;
                case 3:
                    life.Checkpoint(compact: random.Next(2) == 0, full: random.Next(3) == 0);
                    break;
                case 4:
                    life.Put(NotesBench.Note(id, 1000 + random.Next(3), 64));
                    break;
                default:
                    Note one = NotesBench.Note(id, random.Next(2000, 1_000_000), random.Next(32, 700));
                    life.Put(one, NotesBench.Note("twin", random.Next(2000, 1_000_000)));
                    break;
            }

            disk.FailNoMore();
            if (life.GoesOn) life.Compare();
        }
    }
}
