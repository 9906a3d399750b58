using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>What a batch is answered, and what it leaves behind.</summary>
public sealed class StoreCommitTests
{
    [Fact]
    public void A_committed_batch_is_answered_read_and_logged()
    {
        SimDisk disk = NewDisk(Hashed);
        using TreeStore store = TreeStore.Open(disk);
        CommitResult first = store.Commit(Batch(Insert("a", "1"), Insert("b", "2")));
        CommitResult second = store.Commit(Batch(Put("a", "3"), Operation.Remove(Bytes("b"))));
        Assert.Equal((CommitOutcome.Committed, 1L, 1UL), (first.Outcome, first.Revision, first.FirstSequence));
        Assert.Equal((CommitOutcome.Committed, 2L, 3UL), (second.Outcome, second.Revision, second.FirstSequence));
        Assert.Equal(first.After, second.Before);
        Assert.Equal("1"u8, second.Answers[0].OldValue.AsSpan());
        Assert.Equal("2"u8, second.Answers[1].OldValue.AsSpan());
        Assert.Equal(new Head(2, second.After, 5, 1), store.Head);
        Assert.True(store.TryGetDigest(1, out Digest digest) && digest == first.After);
        Assert.True(store.TryGetDigest(0, out digest) && digest == first.Before);
        Assert.False(store.TryGetDigest(3, out _));
        LogRecord[] log = [.. store.ReadLog(1)];
        Assert.Equal([1L, 2L], log.Select(record => record.Revision));
        Assert.Equal("b"u8, log[1].Operations[1].Id!.Value.Span);
        Assert.Equal("2"u8, log[1].Operations[1].PreviousValue!.Value.Span);
        Assert.Null(log[0].Operations[0].PreviousValue);
        Assert.Equal(log[0].Hash, log[1].PreviousHash);
        Assert.Equal([2L], store.ReadLog(2).Select(record => record.Revision));
    }

    [Fact]
    public void A_group_has_no_more_operations_than_the_options_say_but_one_batch_always_fits()
    {
        using TreeStore store = Manual(NewDisk(Padded), new StoreOptions { GroupOperationsMax = 4 });
        Batch two = Batch(Put("a", "1"), Put("b", "1"));
        Task<CommitResult>[] answers = [.. new[] { two, two, two, Batch([.. Enumerable.Range(0, 9).Select(i => Put($"c{i}", ""))]) }
            .Select(batch => store.CommitAsync(batch))];
        int[] answered = [.. Enumerable.Range(0, 3).Select(_ =>
        {
            store.CommitQueued();
            return answers.Count(answer => answer.IsCompleted);
        })];
        Assert.Equal([2, 3, 4], answered);
    }

    [Fact]
    public void A_refused_batch_changes_nothing_and_names_its_operation()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Padded));
        store.Commit(Batch(Insert("a", "1")));
        Head before = store.Head;
        CommitResult twice = store.Commit(Batch(Put("x", "1"), Insert("y", "1"), Insert("y", "2")));
        Assert.Equal((CommitOutcome.Refused, 2, Outcome.KeyExists), (twice.Outcome, twice.FailedIndex, twice.FailedOutcome));
        Assert.Contains("Operation 2", twice.Explanation, StringComparison.Ordinal);
        CommitResult overlong = store.Commit(Batch(Put("x", "1"), Put("longer than seven", "1")));
        Assert.Equal((CommitOutcome.Refused, 1, Outcome.KeyLength), (overlong.Outcome, overlong.FailedIndex, overlong.FailedOutcome));
        Assert.Equal(before, store.Head);
        Assert.Equal(2L, store.Commit(Batch(Put("x", "1"), Put("x", "2"))).Revision);
    }

    [Fact]
    public void A_batch_that_changes_nothing_is_a_revision_and_lookups_are_none()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Padded));
        CommitResult put = store.Commit(Batch(Put("a", "1")));
        CommitResult nothing = store.Commit(Batch(Operation.RemoveIfExists(Bytes("z"))));
        Assert.Equal((2L, put.After), (nothing.Revision, nothing.After));
        CommitResult lookup = store.Commit(new Batch([Operation.Lookup(Bytes("a")), Operation.Lookup(Bytes("z"))], null, WithProof: true));
        Assert.Equal((CommitOutcome.Answered, 2L, 0UL), (lookup.Outcome, lookup.Revision, lookup.FirstSequence));
        Assert.Equal([Outcome.Present, Outcome.Absent], lookup.Answers.Select(answer => answer.Outcome));
        Assert.True(Verifies(store, lookup, Operation.Lookup(Bytes("a")), Operation.Lookup(Bytes("z"))));
        Assert.Equal((2L, 3UL), (store.Head.Revision, store.Head.NextSequence));
    }

    [Fact]
    public void An_expected_digest_that_differs_is_a_conflict()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Hashed));
        Digest empty = store.Head.Digest;
        CommitResult first = store.Commit(new Batch([Put("a", "1")], empty));
        CommitResult second = store.Commit(new Batch([Put("a", "2")], empty));
        Assert.Equal(CommitOutcome.Committed, first.Outcome);
        Assert.Equal((CommitOutcome.Conflict, first.After), (second.Outcome, second.Before));
        Assert.Equal(CommitOutcome.Conflict, store.Preview(new Batch([Put("a", "2")], empty), proof: false).Outcome);
    }

    [Fact]
    public void A_commit_proof_takes_a_verifier_from_digest_to_digest()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Hashed));
        store.Commit(Batch(Put("a", "1"), Put("b", "2")));
        Operation[] operations = [Put("a", "9"), Operation.Lookup(Bytes("b")), Operation.Remove(Bytes("b"))];
        CommitResult result = store.Commit(new Batch(operations, null, WithProof: true));
        Assert.True(Verifies(store, result, operations));
    }

    [Fact]
    public void A_preview_says_what_the_commit_then_does()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Hashed));
        store.Commit(Batch(Put("a", "1")));
        Batch batch = Batch(Put("b", "2"), Operation.Remove(Bytes("a")));
        PreviewResult preview = store.Preview(batch, proof: true);
        Assert.Equal(1, store.Head.Revision);
        CommitResult commit = store.Commit(batch with { WithProof = true });
        Assert.Equal((preview.Before, preview.After), (commit.Before, commit.After));
        Assert.Equal(commit.Proof, preview.Proof);
        Assert.Equal(0, store.Preview(Batch(Insert("b", "3")), proof: false).FailedIndex);
    }

    [Fact]
    public void Limits_are_answers()
    {
        var options = new StoreOptions { BatchOperationsMax = 2, BatchBytesMax = 10, QueueBatchesMax = 1, ProofBytesMax = 1 };
        using TreeStore store = Manual(NewDisk(Hashed), options);
        Assert.Equal(CommitOutcome.TooLarge, store.Commit(Batch(Put("a", ""), Put("b", ""), Put("c", ""))).Outcome);
        Assert.Equal(CommitOutcome.TooLarge, store.Commit(Batch(Put("a", "0123456789"))).Outcome);
        Task<CommitResult> waiting = store.CommitAsync(new Batch([Put("a", "1")], null, WithProof: true));
        CommitResult full = store.Commit(Batch(Put("b", "1")));
        Assert.Equal(CommitOutcome.QueueFull, full.Outcome);
        Assert.NotNull(full.Explanation);
        store.CommitQueued();
        Assert.Equal(CommitOutcome.Committed, Answer(waiting).Outcome);
        Assert.Null(Answer(waiting).Proof);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoreOptions { QueueBatchesMax = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoreOptions { BatchOperationsMax = 100_001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoreOptions { BatchBytesMax = (64 << 20) + 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoreOptions { Durability = (Durability)9 });
        Assert.Throws<ArgumentException>(() => new StoreDefinition("no spaces", new TreeParameters(32), KeyMode.Hashed));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoreDefinition("x", new TreeParameters(31), KeyMode.Hashed));
    }

    [Fact]
    public void A_group_shares_one_sync_and_a_cancelled_batch_is_left_out()
    {
        using TreeStore store = Manual(NewDisk(Hashed));
        using var cancel = new CancellationTokenSource();
        Task<CommitResult> first = store.CommitAsync(Batch(Put("a", "1")));
        Task<CommitResult> cancelled = store.CommitAsync(Batch(Put("b", "1")), cancel.Token);
        Task<CommitResult> third = store.CommitAsync(Batch(Put("c", "1")));
        cancel.Cancel();
        Assert.Equal(2, store.CommitQueued());
        Assert.True(cancelled.IsCanceled);
        Assert.Equal([1L, 2L], new[] { Answer(first).Revision, Answer(third).Revision });
        Assert.Equal((1L, 1L, 2L), (store.Statistics().Syncs, store.Statistics().Groups, store.Statistics().Commits));
    }

    [Fact]
    public void A_group_larger_than_its_buffer_is_one_group_all_the_same()
    {
        SimDisk disk = NewDisk(Padded);
        using (TreeStore store = Manual(disk, new StoreOptions { GroupBytesMax = 256 << 20 }))
        {
            // Each batch replaces what the one before wrote, so a record holds twice what its batch brings.
            Batch[] batches = [.. Enumerable.Range(0, 3).Select(n => Batch([.. Enumerable.Range(0, 8).Select(i => Large($"{i}", n))]))];
            Task<CommitResult>[] answers = Group(store, batches);
            Assert.Equal([1L, 2L, 3L], answers.Select(answer => Answer(answer).Revision));
            Assert.Equal((1L, 1L), (store.Statistics().Groups, store.Statistics().Syncs));
            Assert.True(store.Statistics().LogBytes > 40 << 20);
        }

        using TreeStore again = TreeStore.Open(disk);
        Assert.Equal((3L, 0), (again.Head.Revision, again.Recovery.Tier));
    }

    private static Operation Large(string id, int filler)
    {
        byte[] value = new byte[1 << 20];
        Array.Fill(value, (byte)filler);
        return Operation.InsertOrUpdate(Bytes(id), value);
    }

    private static bool Verifies(TreeStore store, CommitResult result, params Operation[] operations)
    {
        var verifier = new Verifier(store.Definition.Parameters);
        if (!verifier.TryBegin(result.Before, result.Proof)) return false;
        byte[] key = new byte[store.Definition.Parameters.KeyLength];
        for (int i = 0; i < operations.Length; i++)
        {
            if (!store.Definition.Keys.TryMap(operations[i].Key.Span, key)) return false;
            if (verifier.Apply(operations[i] with { Key = key }) != result.Answers[i].Outcome) return false;
        }

        return verifier.TryFinish(out Digest after) && after == result.After;
    }
}
