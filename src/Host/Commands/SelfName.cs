namespace BasisTrees.Host.Commands;

/// <summary>How this program is called, to be pasted into a shell in the same directory.</summary>
internal static class SelfName
{
    /// <summary>The words that start this program again.</summary>
    internal static string Text { get; } = Find();

    private static string Find()
    {
        string program = Environment.ProcessPath ?? "basis";
        bool isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string path = isHosted ? Path.Combine(AppContext.BaseDirectory, "basis.dll") : program;
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        string shown = relative.StartsWith("..", StringComparison.Ordinal) ? path : "./" + relative;
        if (shown.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('/' or '.' or '-' or '_' or '+')))
            shown = "'" + shown.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
        return isHosted ? "dotnet " + shown : shown;
    }
}
