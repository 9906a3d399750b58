using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Configuration;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Access;

/// <summary>The trees that a service has. The first one is the default tree, whose routes need no name.</summary>
/// <param name="trees">At least one; all are closed with this.</param>
internal sealed class ServedTrees(IReadOnlyList<ServedTree> trees) : IAsyncDisposable
{
    /// <summary>What the paths of the routes of the default tree begin with.</summary>
    internal const string Prefix = "/v1";

    /// <summary>The default tree.</summary>
    internal ServedTree Default => trees[0];

    /// <summary>All of them.</summary>
    internal IReadOnlyList<ServedTree> All => trees;

    /// <summary>Finds a tree by its name; the default one has a name, too.</summary>
    internal bool TryFind(string name, [NotNullWhen(true)] out ServedTree? tree, [NotNullWhen(false)] out Problem? problem)
    {
        tree = trees.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
        problem = tree is null
            ? new Problem(ProblemKind.TreeNotFound, $"There is no tree {ByteText.Show(name)}; GET {Prefix}/trees lists them.")
            : null;
        return tree is not null;
    }

    /// <summary>How they are: a problem only if none of them is well.</summary>
    internal async Task<Answer<Health>> ReadHealthAsync(CancellationToken cancellation)
    {
        Problem? first = null;
        var unwell = new List<string>();
        var reasons = new List<string>();
        foreach (ServedTree tree in trees)
        {
            Answer<Health> health = await tree.Access.ReadHealthAsync(cancellation);
            if (health.TryGet(out _, out Problem? problem)) problem = tree.Jobs?.Damage();
            if (problem is null)
            {
                reasons.AddRange(Complaints(tree));
                continue;
            }

            first ??= problem;
            unwell.Add(tree.Name);
        }

        if (first is not null && unwell.Count == trees.Count) return first;
        bool isWell = first is null && reasons.Count == 0;
        return isWell ? new Health("ok") : new Health("degraded", unwell.Count > 0 ? unwell : null, reasons.Count > 0 ? reasons : null);
    }

    // One alone needs no name.
    private IEnumerable<string> Complaints(ServedTree tree) =>
        from complaint in tree.Jobs?.Complaints() ?? []
        select trees.Count == 1 ? complaint : $"{tree.Name}: {complaint}";

    /// <summary>Lists them.</summary>
    internal async Task<TreeList> ListAsync(CancellationToken cancellation)
    {
        var list = new List<TreeSummary>();
        foreach (ServedTree tree in trees)
        {
            string path = tree.Name == TreeSections.DefaultName ? Prefix : $"{Prefix}/trees/{tree.Name}";
            list.Add(await tree.SummarizeAsync(path, cancellation));
        }

        return new TreeList(list);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServedTree tree in trees) await tree.DisposeAsync();
    }
}
