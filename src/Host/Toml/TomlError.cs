namespace BasisTrees.Host.Toml;

/// <summary>Why a text is not TOML 1.0, in one sentence, and where.</summary>
internal sealed record TomlError(TomlPosition Position, string Message)
{
    /// <summary>The error as <c>line:column: sentence</c>.</summary>
    public override string ToString() => $"{Position}: {Message}";
}
