using System.Globalization;

namespace BasisTrees.Persistence;

/// <summary>The names of the store's files in its directory.</summary>
internal static class FileNames
{
    internal const string Lock = "lock";
    internal const string Definition = "store";
    internal const string Seal = "seal";
    internal const string Suspect = "suspect";
    internal const string Recovery = "recovery";
    internal const string Incarnation = "incarnation";
    internal const string Reserve = "reserve";
    internal const string Erasing = "erasing";
    internal const string Intent = "intent";
    internal const string Rebuild = "rebuild";
    internal const string Rebuilt = "rebuilt";
    internal const string NewSuffix = ".new";
    internal const string RebuildSuffix = ".rebuild";
    internal const string IndexSuffix = ".idx";

    private const string BadSuffix = ".bad-";
    private const string SegmentPrefix = "log-";
    private const string ArchivePrefix = "archive-";
    private const string NodesPrefix = "nodes-";
    private const string NotesPrefix = "notes-";
    private const string CheckpointPrefix = "checkpoint-";
    private const string FullPrefix = "full-";
    private const string BackupPrefix = "backup-";
    private const int NumberDigits = 16;

    private static readonly string[] s_prefixes = [SegmentPrefix, ArchivePrefix, NodesPrefix, NotesPrefix, CheckpointPrefix, FullPrefix];

    /// <summary>The name of a segment: its number in 16 hexadecimal digits, so that names sort like numbers.</summary>
    internal static string Segment(ulong number) => Numbered(SegmentPrefix, number);

    internal static bool TryParseSegment(string name, out ulong number) => TryParse(SegmentPrefix, name, out number);

    /// <summary>The numbers of the segments among some file names, smallest first.</summary>
    internal static ulong[] Segments(IEnumerable<string> names) => NumbersOf(SegmentPrefix, names);

    /// <summary>The name of an archived segment of the log.</summary>
    internal static string Archive(ulong number) => Numbered(ArchivePrefix, number);

    /// <summary>The numbers of the archived segments among some file names, smallest first.</summary>
    internal static ulong[] Archives(IEnumerable<string> names) => NumbersOf(ArchivePrefix, names);

    /// <summary>The name of a segment of nodes.</summary>
    internal static string Nodes(ulong number) => Numbered(NodesPrefix, number);

    internal static bool TryParseNodes(string name, out ulong number) => TryParse(NodesPrefix, name, out number);

    /// <summary>The numbers of the node segments among some file names, smallest first.</summary>
    internal static ulong[] NodeSegments(IEnumerable<string> names) => NumbersOf(NodesPrefix, names);

    /// <summary>The name of a segment of notes.</summary>
    internal static string Notes(ulong number) => Numbered(NotesPrefix, number);

    internal static bool TryParseNotes(string name, out ulong number) => TryParse(NotesPrefix, name, out number);

    /// <summary>The numbers of the segments of notes among some file names, smallest first.</summary>
    internal static ulong[] NoteSegments(IEnumerable<string> names) => NumbersOf(NotesPrefix, names);

    /// <summary>The name that a file of notes has among files of nodes; null if it is none.</summary>
    internal static string? NotesAsNodes(string name) => Exchanged(name, NotesPrefix, NodesPrefix);

    /// <summary>The reverse of <see cref="NotesAsNodes"/>.</summary>
    internal static string? NodesAsNotes(string name) => Exchanged(name, NodesPrefix, NotesPrefix);

    /// <summary>The name of the checkpoint of a revision.</summary>
    internal static string Checkpoint(long revision) => Numbered(CheckpointPrefix, (ulong)revision);

    internal static bool TryParseCheckpoint(string name, out ulong revision) => TryParse(CheckpointPrefix, name, out revision);

    /// <summary>The revisions of the checkpoints among some file names, smallest first.</summary>
    internal static ulong[] Checkpoints(IEnumerable<string> names) => NumbersOf(CheckpointPrefix, names);

    /// <summary>The name of the full checkpoint of a revision.</summary>
    internal static string Full(long revision) => Numbered(FullPrefix, (ulong)revision);

    internal static bool TryParseFull(string name, out ulong revision) => TryParse(FullPrefix, name, out revision);

    /// <summary>The revisions of the full checkpoints among some file names, smallest first.</summary>
    internal static ulong[] Fulls(IEnumerable<string> names) => NumbersOf(FullPrefix, names);

    /// <summary>Whether a name is one of these.</summary>
    internal static bool IsStores(string name) =>
        name is Lock or Definition or Seal or Incarnation or Reserve or Recovery or Suspect or Rebuild or Rebuilt or Erasing or Intent
        || Array.Exists(s_prefixes, prefix => TryParse(prefix, name, out _));

    /// <summary>The name of a piece of a backup.</summary>
    internal static string Backup(ulong number) => Numbered(BackupPrefix, number);

    /// <summary>The numbers of the pieces of a backup among some file names, smallest first.</summary>
    internal static ulong[] Backups(IEnumerable<string> names) => NumbersOf(BackupPrefix, names);

    /// <summary>The first name of the form <c>name.bad-n</c> that is not taken.</summary>
    internal static string NextBad(string name, IReadOnlyCollection<string> taken)
    {
        for (int n = 1; ; n++)
        {
            string candidate = string.Create(CultureInfo.InvariantCulture, $"{name}{BadSuffix}{n}");
            if (!taken.Contains(candidate, StringComparer.Ordinal)) return candidate;
        }
    }

    /// <summary>Whether a name is one that <see cref="NextBad"/> gives.</summary>
    internal static bool IsBad(string name)
    {
        int at = name.LastIndexOf(BadSuffix, StringComparison.Ordinal);
        return at > 0 && at + BadSuffix.Length < name.Length && !name.AsSpan(at + BadSuffix.Length).ContainsAnyExceptInRange('0', '9');
    }

    private static string? Exchanged(string name, string prefix, string other)
    {
        int length = prefix.Length + NumberDigits;
        bool belongs = name.Length >= length && TryParse(prefix, name[..length], out _);
        return belongs ? other + name[prefix.Length..] : null;
    }

    private static string Numbered(string prefix, ulong number) => prefix + number.ToString("x16", CultureInfo.InvariantCulture);

    private static bool TryParse(string prefix, string name, out ulong number)
    {
        number = 0;
        return name.Length == prefix.Length + NumberDigits
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && ulong.TryParse(name.AsSpan(prefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            && string.Equals(name, Numbered(prefix, number), StringComparison.Ordinal);
    }

    private static ulong[] NumbersOf(string prefix, IEnumerable<string> names)
    {
        var numbers = new List<ulong>();
        foreach (string name in names)
        {
            if (TryParse(prefix, name, out ulong number)) numbers.Add(number);
        }

        numbers.Sort();
        return [.. numbers];
    }
}
