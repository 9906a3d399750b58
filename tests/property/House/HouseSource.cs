using System.Text.RegularExpressions;

namespace BasisTrees.Tests.Property;

/// <summary>A C# file, its types and its members as far as braces tell.</summary>
internal sealed class HouseSource
{
    /// <summary>What a file must say, with the reason before it, if a kernel in it is longer than a method may be.</summary>
    public const string LongMethodMarker = "this is why the method is long";

    /// <summary>How the house tests match: in linear time, whatever the text.</summary>
    public const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its path from the root.</param>
    /// <param name="text">Its text.</param>
    public HouseSource(string file, string text)
    {
        File = file;
        Text = text;
        Lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Code = HouseBlanking.Blank(text.ReplaceLineEndings("\n"));
        Blocks = HouseBlocks.Scan(Code);
    }

    /// <summary>The path from the root.</summary>
    public string File { get; }

    /// <summary>The text as it stands.</summary>
    public string Text { get; }

    /// <summary>The lines as they stand.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The text with comments, strings and characters turned to blanks, line by line as long as before.</summary>
    public string Code { get; }

    /// <summary>The types and members.</summary>
    public IReadOnlyList<HouseBlock> Blocks { get; }

    /// <summary>Whether the file gives a reason for a long kernel.</summary>
    public bool ExplainsLongMethod =>
        string.Join(' ', Lines.Select(l => l.Trim().TrimStart('/').Trim())).Contains(LongMethodMarker, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the file is part of the product.</summary>
    public bool IsProduct => File.StartsWith("src/", StringComparison.Ordinal);
}
