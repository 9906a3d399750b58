using BasisTrees.Host.Answers;
using BasisTrees.Host.Wire;
using BasisTrees.Host.Worker;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Access;

/// <summary>One of the trees that a service has: open, or with the reason why it is not.</summary>
/// <remarks>Any thread may use it.</remarks>
internal sealed class ServedTree : IAsyncDisposable
{
    private ServedTree(string name, ITreeAccess access, TreeStore? store, Problem? failure)
    {
        Name = name;
        Access = access;
        Store = store;
        Failure = failure;
    }

    /// <summary>Its name in the configuration.</summary>
    internal string Name { get; }

    /// <summary>By what it is asked; one that is not open has the same problem as the answer to everything.</summary>
    internal ITreeAccess Access { get; }

    /// <summary>Its store, or null if it is not open.</summary>
    internal TreeStore? Store { get; }

    /// <summary>Why it could not be opened, or null.</summary>
    internal Problem? Failure { get; }

    /// <summary>Its jobs; null before they are begun, and where it is not open. Set before the first request.</summary>
    internal TreeJobs? Jobs { get; set; }

    /// <summary>Its backup set, as its jobs.</summary>
    internal TreeBackups? Backups { get; set; }

    /// <summary>The longest value in bytes.</summary>
    internal int ValueBytesMax => Store?.Definition.Parameters.ValueLengthMax ?? TreeParameters.ValueLengthLimit;

    /// <summary>A tree that is open; its store is closed with this.</summary>
    internal static ServedTree Open(string name, TreeStore store) => new(name, new LocalTreeAccess(store), store, null);

    /// <summary>A tree that could not be opened.</summary>
    internal static ServedTree Closed(string name, Problem failure)
    {
        var problem = new Problem(ProblemKind.TreeUnavailable, $"The tree {name} is not served: {failure.Detail}");
        return new ServedTree(name, new UnavailableTreeAccess(problem), null, failure);
    }

    /// <summary>What is said of it among others.</summary>
    internal async Task<TreeSummary> SummarizeAsync(string path, CancellationToken cancellation)
    {
        if (Store is null) return new TreeSummary(Name, path, "unavailable", Failure?.Detail);
        Answer<Health> health = await Access.ReadHealthAsync(cancellation);
        bool isWell = health.TryGet(out _, out Problem? problem);
        Head head = Store.Head;
        return new TreeSummary(
            Name, path, isWell ? "ok" : "unwell", problem?.Detail, Store.Definition.TreeId, head.Revision, head.Digest.ToString());
    }

    public ValueTask DisposeAsync() => Access.DisposeAsync();
}
