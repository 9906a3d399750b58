using System.Text;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>Short words for the tests of the store.</summary>
internal static class StoreBench
{
    internal static readonly StoreDefinition Hashed = new("bench", new TreeParameters(32), KeyMode.Hashed);

    internal static readonly StoreDefinition Padded = new("bench", new TreeParameters(8), KeyMode.Padded);

    /// <summary>A store that is nothing but its log, for tests of the log.</summary>
    internal static readonly StoreOptions LogOnly = new() { NodeEngine = NodeEngine.Memory };

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    internal static Operation Put(string id, string value) => Operation.InsertOrUpdate(Bytes(id), Bytes(value));

    internal static Operation Insert(string id, string value) => Operation.Insert(Bytes(id), Bytes(value));

    internal static Batch Batch(params Operation[] operations) => new(operations);

    internal static SimDisk NewDisk(StoreDefinition definition)
    {
        var disk = new SimDisk(1);
        TreeStore.Create(disk, definition, new StoreId("0123456789abcdef"u8));
        return disk;
    }

    /// <summary>Opens a store whose groups the test commits by hand.</summary>
    internal static TreeStore Manual(IDisk disk, StoreOptions? options = null) =>
        TreeStore.Open(disk, new WriterSetup(options ?? new StoreOptions(), new SimClock(), HasThread: false));

    /// <summary>Commits batches as one group, by hand.</summary>
    internal static Task<CommitResult>[] Group(TreeStore store, params Batch[] batches)
    {
        Task<CommitResult>[] answers = [.. batches.Select(batch => store.CommitAsync(batch))];
        store.CommitQueued();
        return answers;
    }

    /// <summary>The answer of a batch that must have one by now.</summary>
    internal static CommitResult Answer(Task<CommitResult> answer) =>
        answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException($"There is no answer: {answer.Exception}");
}
