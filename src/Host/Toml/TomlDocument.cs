using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace BasisTrees.Host.Toml;

/// <summary>
/// A TOML 1.0.0 document, read whole from its bytes (toml.io/en/v1.0.0). The reader is complete, and strict: what the grammar does
/// not allow is refused, what only TOML 1.1 allows included. A text is refused by an answer with line and column, never by an
/// exception, and the work and memory are proportional to its length.
/// </summary>
/// <remarks>Immutable; any thread may use it.</remarks>
internal sealed class TomlDocument
{
    /// <summary>The longest text that is read, in bytes: 1 MiB.</summary>
    public const int BytesMax = 1 << 20;

    /// <summary>The deepest nesting of tables and arrays below the root, so that no one who walks a document needs a deep stack.</summary>
    public const int DepthMax = 100;

    private TomlDocument(TomlTable root) => Root = root;

    /// <summary>The table that holds everything.</summary>
    public TomlTable Root { get; }

    /// <summary>Reads a document from UTF-8; a byte order mark at its start is passed over.</summary>
    /// <param name="utf8">The text; nothing of it is kept.</param>
    /// <param name="document">The document if the text is TOML 1.0 within the limits.</param>
    /// <param name="error">The first error otherwise.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out TomlDocument? document, [NotNullWhen(false)] out TomlError? error)
    {
        document = null;
        if (!TomlText.TryDecode(utf8, out string? text, out error)) return false;
        var cursor = new TomlCursor(text);
        if (!new TomlStatementReader(cursor).TryRead(out TomlTable? root))
        {
            error = cursor.Error ?? throw new UnreachableException("A reader that answers no has noted why.");
            return false;
        }

        document = new TomlDocument(root);
        return true;
    }
}
