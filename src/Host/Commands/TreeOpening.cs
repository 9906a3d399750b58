using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Configuration;
using BasisTrees.Host.Telemetry;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>Opens the trees of a service, and makes the stores that are not there yet.</summary>
/// <param name="journal">Where it is told what opening has found.</param>
internal sealed class TreeOpening(Journal journal)
{
    private const int TreeIdBytes = 16;

    /// <summary>Opens them one after the other. Of several, one that cannot be opened does not keep the others from it.</summary>
    /// <param name="settings">What trees there are.</param>
    /// <param name="expectation">What is remembered of the default tree, or null.</param>
    /// <exception cref="StoreException">None can be opened.</exception>
    internal ServedTrees Open(Settings settings, StoreExpectation? expectation)
    {
        StoreSettings store = settings.Store with { Options = settings.Store.Options with { ExpectAtLeast = expectation } };
        NamedTreeSettings[] all = [new NamedTreeSettings(TreeSections.DefaultName, store, settings.Tree), .. settings.Trees];
        var trees = new List<ServedTree>();
        StoreException? first = null;
        foreach (NamedTreeSettings tree in all)
        {
            try
            {
                trees.Add(ServedTree.Open(tree.Name, Open(tree, isAlone: all.Length == 1)));
            }
            catch (StoreException failure)
            {
                first ??= failure;
                trees.Add(ServedTree.Closed(tree.Name, ProblemOf.Failure(failure)));
            }
        }

        if (first is not null && trees.TrueForAll(tree => tree.Store is null)) ExceptionDispatchInfo.Throw(first);
        foreach (ServedTree tree in trees)
        {
            if (tree.Failure is { } failure)
            {
                journal.Write(
                    JournalEvent.TreeNotServed, $"The tree {tree.Name} is not served; the others are. {failure.Detail}",
                    ("tree", tree.Name));
            }
        }

        return new ServedTrees(trees);
    }

    private TreeStore Open(NamedTreeSettings tree, bool isAlone)
    {
        TreeStore store = OpenOrCreate(tree, isAlone);
        var notices = new StringWriter();
        OpeningNotice.Write(store.Recovery, notices);
        IncarnationNotice.Write(store, notices);
        const string mark = "basis: ";
        foreach (string line in notices.ToString().Split(notices.NewLine, StringSplitOptions.RemoveEmptyEntries))
        {
            string sentence = line.StartsWith(mark, StringComparison.Ordinal) ? line[mark.Length..] : line;
            journal.Write(JournalEvent.TreeRecovered, isAlone ? sentence : $"{tree.Name}: {sentence}", ("tree", tree.Name));
        }

        return store;
    }

    private TreeStore OpenOrCreate(NamedTreeSettings tree, bool isAlone)
    {
        // Of a store of which something is remembered none is made in its place.
        StoreOptions options = tree.Store.Options;
        if (options.ExpectAtLeast is not null) return TreeStore.Open(DirectoryDisk.Open(tree.Store.Data), options);
        DirectoryDisk disk = DirectoryDisk.Create(tree.Store.Data);
        try
        {
            return TreeStore.Open(disk, options);
        }
        catch (StoreNotFoundException)
        {
            string treeId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TreeIdBytes));
            var definition = new StoreDefinition(treeId, tree.Tree.Parameters, tree.Tree.Keys);
            TreeStore.Create(disk, definition);
            string whose = isAlone ? string.Empty : $" for {tree.Name}";
            journal.Write(
                JournalEvent.TreeCreated, $"Created the tree {treeId}{whose} in {disk.Location}: {InitCommand.Describe(definition)}.",
                ("tree", tree.Name));
            return TreeStore.Open(disk, options);
        }
    }
}
