using BasisTrees.Host.Access;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A store that this process has open stops; somebody hears of it, once.</summary>
public sealed class LocalTreeAccessTests
{
    private static readonly StoreOptions s_options = new() { CheckpointOperations = 1, ReserveBytes = 0 };

    // Injected faults found this: a checkpoint in the background failed after the last batch was answered, and the command ended well.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_stops_between_two_answers_is_told_of_when_it_is_closed(bool asksAgain)
    {
        using var scratch = new ScratchDirectory();
        string data = scratch.Store("data");
        string blocked = Path.Combine(data, "checkpoint-0000000000000001.new");
        Directory.CreateDirectory(blocked); // nobody can make a file of that name
        TreeStore store = TreeStore.Open(DirectoryDisk.Open(data), s_options);
        Exception? told = null;
        var tree = new LocalTreeAccess(store, cause => told = cause);
        var batch = new BatchRequest([new WireOperation("insert", new Bytes("a"u8.ToArray()), new Bytes("1"u8.ToArray()))]);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Assert.True((await tree.CommitAsync(batch, cancellation)).TryGet(out _, out _));
        while (store.StopCause is null) await Task.Delay(5, cancellation);
        if (asksAgain) await Assert.ThrowsAsync<StoreStoppedException>(() => tree.CommitAsync(batch, cancellation));
        await tree.DisposeAsync();
        if (asksAgain) Assert.Null(told);
        else Assert.Contains(blocked, told!.Message, StringComparison.Ordinal);
    }
}
