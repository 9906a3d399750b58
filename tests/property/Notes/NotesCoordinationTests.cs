using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>A user's database and the tree never disagree after a recovery, wherever the crash was.</summary>
public sealed class NotesCoordinationTests(ITestOutputHelper output)
{
    [Fact]
    public void A_crash_at_every_step_leaves_both_or_neither()
    {
        SimDiskFault[] faults = [SimDiskFault.CrashBefore, SimDiskFault.CrashAfter, SimDiskFault.InputOutput, SimDiskFault.ShortWrite];
        long operations = Run(0, SimDiskFault.None, 0, false, out int calls);
        int runs = 0;
        int finished = 0;
        int cancelled = 0;
        for (long at = 1; at <= operations; at++)
        {
            foreach (SimDiskFault fault in faults) Note(Run(at, fault, 0, false, out _));
        }

        for (int at = 1; at <= calls; at++)
        {
            Note(Run(0, SimDiskFault.None, at, false, out _));
            Note(Run(0, SimDiskFault.None, at, true, out _));
        }

        output.WriteLine($"{operations} file operations, {calls} transactions, {runs} runs: {finished} finished, {cancelled} cancelled");
        Assert.True(finished > 5 && cancelled > 5);

        void Note(long outcome)
        {
            runs++;
            if (outcome == -(long)SettledIntent.Finished) finished++;
            if (outcome == -(long)SettledIntent.Cancelled) cancelled++;
        }
    }

    [Fact]
    public void What_the_tree_refuses_does_not_reach_the_database()
    {
        SimDisk disk = NewDisk(Padded);
        using TreeStore store = Manual(disk);
        var database = new NotesDatabase(Padded.Keys);
        var both = CoordinatedStore.Open(store, disk, database);
        Assert.Equal(CommitOutcome.Committed, Commit(both, Insert("a", "1")).Outcome);
        int calls = database.Calls;
        Assert.Equal(CommitOutcome.Refused, Commit(both, Insert("a", "2")).Outcome);
        Assert.Equal(CommitOutcome.Conflict, both.Commit(Batch(Put("a", "2")) with { ExpectedDigest = default(Digest) }).Outcome);
        Assert.Equal(CommitOutcome.Answered, Commit(both, Operation.Lookup(Bytes("a"))).Outcome);
        Assert.Equal(calls, database.Calls);
        Assert.True(both.Compare().IsEqual);
    }

    [Fact]
    public void A_batch_that_is_sent_again_is_in_both_once()
    {
        SimDisk disk = NewDisk(Padded);
        using TreeStore store = Manual(disk);
        var database = new NotesDatabase(Padded.Keys);
        var both = CoordinatedStore.Open(store, disk, database);
        Batch batch = Batch(Put("a", "1")) with { IdempotencyKey = Bytes("k") };
        Assert.Equal(CommitOutcome.Committed, both.Commit(batch).Outcome);
        Assert.Equal(CommitOutcome.Committed, Commit(both, Put("a", "2")).Outcome);
        Assert.Equal(CommitOutcome.Repeated, both.Commit(batch).Outcome);
        Assert.Equal("2"u8.ToArray(), database.Values.Single().Value);
        Assert.True(both.Compare().IsEqual);
        database.Cancel(Bytes("late"));
        Assert.Equal(CommitOutcome.KeyReused, both.Commit(Batch(Put("a", "3")) with { IdempotencyKey = Bytes("late") }).Outcome);
        Assert.True(both.Compare().IsEqual);
    }

    [Fact]
    public void A_store_that_does_not_keep_its_word_cannot_be_coordinated()
    {
        SimDisk disk = NewDisk(Padded);
        var database = new NotesDatabase(Padded.Keys);
        using (TreeStore store = Manual(disk, new StoreOptions { Durability = Durability.ProcessCrash }))
            Assert.Throws<ArgumentException>(() => CoordinatedStore.Open(store, disk, database));
        using (TreeStore store = Manual(disk, new StoreOptions { IdempotencyKeysMax = 0 }))
            Assert.Throws<ArgumentException>(() => CoordinatedStore.Open(store, disk, database));
    }

    [Fact]
    public void Bytes_that_are_no_intent_are_refused()
    {
        var storeId = new StoreId("0123456789abcdef"u8);
        Note note = NotesBench.Note("a", 1, 20);
        Batch batch = Persistence.Batch.OfNotes(note) with { IdempotencyKey = Bytes("key"), ExpectedDigest = default(Digest) };
        byte[] bytes = BatchIntent.ToBytes(storeId, batch);
        Batch read = BatchIntent.Parse(bytes, storeId)!;
        Assert.Equal(batch.IdempotencyKey.ToArray(), read.IdempotencyKey.ToArray());
        Assert.Equal(batch.ExpectedDigest, read.ExpectedDigest);
        Assert.Equal(note.Body.ToArray(), read.Notes.Single().Body.ToArray());
        Assert.Equal(batch.Operations[0].Value.ToArray(), read.Operations[0].Value.ToArray());
        Assert.Null(BatchIntent.Parse(bytes, new StoreId("fedcba9876543210"u8)));
        for (int length = 0; length < bytes.Length; length++) Assert.Null(BatchIntent.Parse(bytes.AsSpan(0, length), storeId));
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(BatchIntent.Parse(flipped, storeId));
        }
    }

    // The number of file operations if no fault was asked for, else what was settled, negative.
    private static long Run(long at, SimDiskFault fault, int call, bool crashesAfter, out int calls)
    {
        SimDisk disk = NewDisk(Padded);
        var database = new NotesDatabase(Padded.Keys) { CrashAt = call, CrashesAfter = crashesAfter };
        long before = disk.Operations;
        if (fault != SimDiskFault.None) disk.FailAt(at, fault);
        int acknowledged = 0;
        try
        {
            using TreeStore store = Manual(disk, NotesBench.Small);
            var both = CoordinatedStore.Open(store, disk, database);
            for (; acknowledged < 4; acknowledged++)
            {
                Note note = NotesBench.Note("a", acknowledged);
                Batch batch = new([note.ToOperation(), Put($"n{acknowledged}", "1")]) { Notes = [note] };
                if (acknowledged == 3) batch = Batch(Operation.Remove(Bytes("a")));
                both.Commit(batch);
            }
        }
        catch (Exception failure) when (failure is StoreException or NotesDatabaseDownException)
        {
            // The crash.
        }

        long operations = disk.Operations - before;
        calls = database.Calls;
        if (fault == SimDiskFault.None && call == 0) disk.Kill();
        else disk.Crash();
        disk.FailNoMore();
        database.CrashAt = 0;
        using TreeStore again = Manual(disk, NotesBench.Small);
        var opened = CoordinatedStore.Open(again, disk, database);
        CrosscheckReport report = opened.Compare();
        string place = $"{fault} at file operation {at}, transaction {call}, {crashesAfter}";
        Assert.True(report.IsEqual, $"{place}: {string.Join("; ", report.Differences)}");
        Assert.True(again.Head.Revision >= acknowledged, place);
        if (again.Head.Count > 0 && again.Head.Revision < 4)
            Assert.True(NotesBench.Has(again, NotesBench.Note("a", (int)again.Head.Revision - 1)), place);
        Commit(opened, Put("z", "1"));
        Assert.True(opened.Compare().IsEqual, place);
        return fault == SimDiskFault.None && call == 0 ? operations : -(long)opened.Settled;
    }

    private static CommitResult Commit(CoordinatedStore both, params Operation[] operations) => both.Commit(new Batch(operations));
}
