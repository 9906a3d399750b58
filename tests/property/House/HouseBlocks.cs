using System.Text.RegularExpressions;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Finds types and members by their braces. What stands before a brace says what the brace opens; expression bodies without braces
/// are not looked at.
/// </summary>
internal sealed class HouseBlocks
{
    private static readonly Regex s_type = new(
        @"^(?:(?:public|internal|private|protected|static|sealed|abstract|readonly|ref|partial|unsafe|file|new)\s+)*"
        + @"(?:class|struct|interface|enum|record(?:\s+(?:struct|class))?)\s+(?<name>[A-Za-z_]\w*)",
        HouseSource.Plain);

    private readonly List<HouseBlock> _found = [];
    private readonly Stack<Opened> _open = new();

    // How many types, and how many members, the current place stands in.
    private int _types;
    private int _members;

    /// <summary>Scans blanked code.</summary>
    public static IReadOnlyList<HouseBlock> Scan(string code)
    {
        var blocks = new HouseBlocks();
        int start = 0;
        int line = 1;
        for (int at = 0; at < code.Length; at++)
        {
            if (code[at] == '\n') line++;
            if (code[at] is not ('{' or '}' or ';')) continue;
            string head = WithoutAttributes(code[start..at].TrimStart());
            int first = line - head.Count(c => c == '\n');
            if (code[at] == '{') blocks.Open(head, first);
            else if (code[at] == ';') blocks.Pass(head, first, line);
            else blocks.Close(line);
            start = at + 1;
        }

        return blocks._found;
    }

    // Attributes, with their arguments, are not part of a method's length.
    private static string WithoutAttributes(string head)
    {
        while (head.StartsWith('['))
        {
            int depth = 0;
            int end = 0;
            do
            {
                depth += head[end] == '[' ? 1 : head[end] == ']' ? -1 : 0;
                end++;
            }
            while (depth > 0 && end < head.Length);
            head = head[end..].TrimStart();
        }

        return head;
    }

    private void Open(string head, int line)
    {
        Match type = s_type.Match(head);
        bool isType = _members == 0 && type.Success;
        string words = string.Join(' ', head.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(8));
        var opened = new Opened(isType ? type.Groups["name"].Value : words, line, isType, !isType && _types > 0);
        _open.Push(opened);
        _types += opened.IsType ? 1 : 0;
        _members += opened.IsMember ? 1 : 0;
    }

    // A statement, or a type without a body.
    private void Pass(string head, int first, int last)
    {
        Match type = s_type.Match(head);
        if (_members == 0 && type.Success) _found.Add(new HouseBlock(type.Groups["name"].Value, true, _types, first, last));
    }

    private void Close(int line)
    {
        if (!_open.TryPop(out Opened? closed)) return;
        _types -= closed.IsType ? 1 : 0;
        _members -= closed.IsMember ? 1 : 0;
        bool isOutermost = closed.IsMember && _members == 0;
        if (closed.IsType || isOutermost) _found.Add(new HouseBlock(closed.Name, closed.IsType, _types, closed.Line, line));
    }

    /// <summary>A brace that is open.</summary>
    private sealed record Opened(string Name, int Line, bool IsType, bool IsMember);
}
