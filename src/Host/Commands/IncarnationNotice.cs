using System.Globalization;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>Tells the person when opening a store began another incarnation of it.</summary>
internal static class IncarnationNotice
{
    /// <summary>Writes one line if an incarnation began, and nothing otherwise.</summary>
    /// <param name="store">The store that was opened.</param>
    /// <param name="talk">Where the line goes.</param>
    internal static void Write(TreeStore store, TextWriter talk)
    {
        if (!store.IsNewIncarnation) return;
        Incarnation begun = store.Incarnation;
        string why = begun.Origin == IncarnationOrigin.Copied
            ? "The files of this store are a copy"
            : "The file that names the store's incarnation was missing, unreadable or older than the log";
        talk.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"basis: {why}: from revision {begun.Revision} on it is incarnation {begun.Number}, with the id {begun.Id}."));
    }
}
