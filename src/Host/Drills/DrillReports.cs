using System.Globalization;
using System.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Drills;

/// <summary>A directory of drill reports: of each drill one for programs and one for people, of which the newest are kept.</summary>
/// <param name="directory">The directory; files of other names in it are left alone.</param>
/// <param name="keep">How many drills are kept, 1 or more.</param>
internal sealed class DrillReports(DirectoryDisk directory, int keep)
{
    private const string Prefix = "drill-";
    private const string TimeForm = "yyyyMMdd'T'HHmmssfff'Z'";

    private static readonly string[] s_endings = [".json", ".html"];

    /// <summary>Writes the reports of a drill and takes away those beyond the number that is kept.</summary>
    /// <param name="result">The result.</param>
    /// <param name="time">When it was reached; a millisecond has one drill at most.</param>
    /// <returns>The page for people, with its directory.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal string Write(DrillResult result, DateTimeOffset time)
    {
        string name = Prefix + time.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture);
        Write(name + ".json", Json.ToIndentedBytes(result));
        Write(name + ".html", Encoding.UTF8.GetBytes(DrillPage.Of(result)));
        directory.SyncDirectory();
        IReadOnlyCollection<string> there = [.. directory.List()];
        foreach (string old in Reports(there).SkipLast(keep))
        {
            foreach (string file in s_endings.Select(ending => old + ending).Where(there.Contains)) directory.Delete(file);
        }

        return directory.PathOf(name + ".html");
    }

    private static IEnumerable<string> Reports(IEnumerable<string> files) => files
        .Where(file => s_endings.Contains(Path.GetExtension(file), StringComparer.Ordinal))
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && DateTime.TryParseExact(
            name[Prefix.Length..], TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        .Distinct()
        .Order(StringComparer.Ordinal);

    private void Write(string name, byte[] bytes)
    {
        using (IFile file = directory.Open(name + ".new", FileOpening.Create))
        {
            file.WriteAt(0, bytes);
            file.Sync();
        }

        directory.Rename(name + ".new", name);
    }
}
