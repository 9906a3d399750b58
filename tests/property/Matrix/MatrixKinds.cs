using System.Text.RegularExpressions;
using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>The kinds of files of a store, first match first.</summary>
internal static class MatrixKinds
{
    /// <summary>The class of damages that concern a file as a whole.</summary>
    internal const string Whole = "file";

    /// <summary>The class of what follows the last byte.</summary>
    internal const string End = "end";

    private static readonly Regex s_bad = new(@"\.bad-\d+$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    private static readonly MatrixKind[] s_all =
    [
        new("left-over temporary", name => name.EndsWith(FileNames.NewSuffix, StringComparison.Ordinal), Plain, None, IsEvidence: false),
        new("kept evidence", IsBad, Plain, None, IsEvidence: true),
        new("lock", name => name == FileNames.Lock, Plain, None, IsEvidence: false),
        new("report of recoveries", name => name == FileNames.Recovery, Plain, None, IsEvidence: false),
        new("suspicion", name => name == FileNames.Suspect, Plain, None, IsEvidence: false),
        new("reserve", name => name == FileNames.Reserve, MatrixNodeMaps.Reserve, None, IsEvidence: false),
        new("incarnation", name => name == FileNames.Incarnation, MatrixMaps.Incarnation, None, IsEvidence: true),
        new("checkpoint", Is("checkpoint-"), MatrixNodeMaps.Checkpoint, None, IsEvidence: true),
        new("full checkpoint", Is("full-"), MatrixNodeMaps.Full, MatrixNodeMaps.FullChunks, IsEvidence: true),
        new("note index", IsIndexOf("notes-"), MatrixNodeMaps.Index, MatrixNodeMaps.IndexBlocks, IsEvidence: false),
        new("note segment", Is("notes-"), MatrixNodeMaps.Nodes, MatrixNodeMaps.Records, IsEvidence: false),
        new("erasure", name => name == FileNames.Erasing, MatrixMaps.Erasing, None, IsEvidence: true),
        new("node index", name => name.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal), MatrixNodeMaps.Index,
            MatrixNodeMaps.IndexBlocks, IsEvidence: false),
        new("node segment", Is("nodes-"), MatrixNodeMaps.Nodes, MatrixNodeMaps.Records, IsEvidence: false),
        new("archived log segment", Is("archive-"), MatrixMaps.Log, MatrixMaps.LogFrames, IsEvidence: true),
        new("definition", name => name == FileNames.Definition, MatrixMaps.Definition, None, IsEvidence: true),
        new("seal", name => name == FileNames.Seal, MatrixMaps.Seal, MatrixMaps.SealSlots, IsEvidence: false),
        new("log segment", name => FileNames.TryParseSegment(name, out _), MatrixMaps.Log, MatrixMaps.LogFrames, IsEvidence: true),
    ];

    /// <summary>The names of the kinds.</summary>
    internal static IEnumerable<string> Names => s_all.Select(kind => kind.Name);

    /// <summary>The kind of a file, or null if none of the known ones has such a name.</summary>
    internal static MatrixKind? Find(string name) => Array.Find(s_all, kind => kind.Holds(name));

    /// <summary>The kind of a file.</summary>
    internal static MatrixKind Of(string name) => Find(name) ?? throw new ArgumentException($"{name} is of no known kind.", nameof(name));

    internal static bool IsBad(string name) => s_bad.IsMatch(name);

    private static Func<string, bool> Is(string prefix) => name => name.StartsWith(prefix, StringComparison.Ordinal);

    private static Func<string, bool> IsIndexOf(string prefix) => name =>
        name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal);

    private static string[] Plain(byte[] bytes) => new MatrixMap(bytes, "bytes").Classes;

    private static (int, int)[] None(byte[] bytes) => [];
}
