using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace BasisTrees.Host.Toml;

/// <summary>
/// The place of the reader in a decoded text, and the error that ended it. Every reader of a piece returns false after
/// <see cref="Fail"/>, and its callers pass that on.
/// </summary>
/// <remarks>Owned by one reader on one thread.</remarks>
internal sealed class TomlCursor(string text)
{
    /// <summary>What <see cref="Current"/> is at the end; the first pass has refused this character, so no text contains it.</summary>
    public const char End = '\0';

    private int index;
    private int line = 1;
    private int column = 1;

    /// <summary>The character at the cursor, or <see cref="End"/>.</summary>
    public char Current => index < text.Length ? text[index] : End;

    /// <summary>Whether the cursor stands at a line end (a carriage return is always followed by a line feed).</summary>
    public bool AtLineEnd => Current is '\n' or '\r';

    /// <summary>The distance from the start of the text, in UTF-16 units.</summary>
    public int Index => index;

    /// <summary>Where the cursor is.</summary>
    public TomlPosition Position => new(line, column);

    /// <summary>The error, once something has failed.</summary>
    public TomlError? Error { get; private set; }

    /// <summary>The character a number of places after the current one, or <see cref="End"/>.</summary>
    public char Ahead(int count) => index + count < text.Length ? text[index + count] : End;

    /// <summary>The text from an earlier index to the cursor; valid as long as the cursor.</summary>
    public ReadOnlySpan<char> Since(int start) => text.AsSpan(start, index - start);

    /// <summary>Goes on by one UTF-16 unit; not to be called at the end.</summary>
    public void Advance()
    {
        Debug.Assert(index < text.Length, "The cursor may not pass the end.");
        char passed = text[index++];
        if (passed == '\n')
        {
            line++;
            column = 1;
        }
        else if (!char.IsLowSurrogate(passed))
        {
            column++;
        }
    }

    /// <summary>Goes on by a number of units.</summary>
    public void Advance(int count)
    {
        for (int i = 0; i < count; i++) Advance();
    }

    /// <summary>Passes one character if it is the expected one.</summary>
    public bool TryPass(char expected)
    {
        if (Current != expected) return false;
        Advance();
        return true;
    }

    /// <summary>Passes spaces and tabs.</summary>
    public void PassBlanks()
    {
        while (Current is ' ' or '\t') Advance();
    }

    /// <summary>Passes a line end.</summary>
    public void PassLineEnd()
    {
        TryPass('\r');
        TryPass('\n');
    }

    /// <summary>Passes a comment up to its line end, if one begins here.</summary>
    public void PassComment()
    {
        if (Current != '#') return;
        while (Current != End && !AtLineEnd) Advance();
    }

    /// <summary>Passes blanks, comments and line ends, as between the values of an array.</summary>
    public void PassBlankLines()
    {
        while (true)
        {
            PassBlanks();
            PassComment();
            if (!AtLineEnd) return;
            PassLineEnd();
        }
    }

    /// <summary>Notes an error at a place; returns false, which the caller returns.</summary>
    public bool Fail(TomlPosition position, string message)
    {
        Error ??= new TomlError(position, message);
        return false;
    }

    /// <summary>Notes an error at the cursor: what was expected, and what is there instead.</summary>
    public bool FailExpecting(string expected) => Fail(Position, $"Expected {expected}, found {Found()}.");

    /// <summary>Notes an error at a place and answers that there is no value.</summary>
    public bool Fail<T>(TomlPosition position, string message, [MaybeNull] out T value)
    {
        value = default;
        return Fail(position, message);
    }

    private string Found()
    {
        if (Current == End) return "the end of the text";
        if (AtLineEnd) return "the end of the line";
        return Current == '\t' ? "a tab" : TomlQuote.Show(Rune.GetRuneAt(text, index).ToString());
    }
}
