using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Import;
using BasisTrees.Host.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>
/// What <c>basis recover --tier 4</c> needs besides: the format of the file of entries from which a tree is built anew, and the building.
/// </summary>
/// <param name="with">The option with which they go.</param>
internal sealed class RebuildOptions(string with = "--tier 4")
{
    private readonly Option<string?> _format = new("--format")
    {
        Description = $"With {with}, how the file of --from is written, as basis import reads it; if not given, by its name.",
        HelpName = "lines|jsonl|csv",
    };

    private readonly Option<bool> _header = new("--header") { Description = $"With {with}: the first record of a CSV names the columns." };

    internal void AddTo(Command command)
    {
        command.Options.Add(_format);
        command.Options.Add(_header);
    }

    /// <summary>The option that was given, or null; for the other tiers.</summary>
    internal string? Given(ParseResult parsed) =>
        parsed.GetValue(_format) is not null ? _format.Name : parsed.GetValue(_header) ? _header.Name : null;

    /// <summary>Builds the tree anew.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The file of entries.</param>
    /// <param name="rebuild">Does it with the notes: writes it, or only tries.</param>
    /// <returns>The report, or what is wrong with the file; then nothing was changed.</returns>
    /// <exception cref="StoreException">The store cannot be rebuilt.</exception>
    internal Answer<RecoveryReport> Run(ParseResult parsed, string path, Func<INotes, RecoveryReport> rebuild) =>
        Read(parsed, path, rebuild);

    /// <summary>Does something with the entries of a file.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The file of entries.</param>
    /// <param name="work">What to do.</param>
    /// <returns>What came of it, or what is wrong with the file.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    internal Answer<T> Read<T>(ParseResult parsed, string path, Func<FileNotes, T> work)
        where T : class
    {
        if (!TryNotes(parsed, path, out FileNotes? notes, out Problem? problem)) return problem;
        string name = ByteText.Show(path);
        try
        {
            return work(notes);
        }
        catch (BadLineException bad)
        {
            return Bad(name, bad.Line, bad.Message);
        }
        catch (NoteRefusedException refused)
        {
            string reason = refused.Reason.TrimEnd('.');
            return Bad(name, notes.LineOf(refused.Index), char.ToLowerInvariant(reason[0]) + reason[1..]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new Problem(ProblemKind.StoreUnwritable, $"The file {name} cannot be read: {failure.Message}");
        }
    }

    private bool TryNotes(
        ParseResult parsed, string path, [NotNullWhen(true)] out FileNotes? notes, [NotNullWhen(false)] out Problem? problem)
    {
        notes = null;
        problem = null;
        string? format = parsed.GetValue(_format) ?? FormatOf(path);
        if (path == InputFile.StandardInput) problem = Refuse($"--from with --tier 4 is a file, not standard input.");
        else if (!File.Exists(path) && Directory.Exists(path))
            problem = Refuse($"{ByteText.Show(path)} is a directory; --tier 4 builds the tree from a file of entries.");
        else if (!File.Exists(path)) problem = new Problem(ProblemKind.EntryNotFound, $"There is no file {ByteText.Show(path)}.");
        else if (format is null)
            problem = Refuse($"How {ByteText.Show(path)} is written cannot be told from its name: give --format lines, jsonl or csv.");
        else if (!ImportFormat.IsKnown(format)) problem = Refuse($"--format is lines, jsonl or csv, not {ByteText.Show(format)}.");
        else if (parsed.GetValue(_header) && format != ImportFormat.Csv) problem = Refuse($"--header is for --format csv.");
        else notes = new FileNotes(() => OpenFile(path), format, parsed.GetValue(_header));
        return notes is not null;
    }

    private static FileStream OpenFile(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read);

    private static string? FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JSONL" or ".NDJSON" => ImportFormat.JsonLines,
        ".CSV" => ImportFormat.Csv,
        ".TSV" or ".TXT" => ImportFormat.Lines,
        _ => null,
    };

    private static Problem Bad(string file, long? line, string reason) => Refuse(
        $"{file}, line {line}: {reason}. Nothing was changed; mend the line and begin again.");

    private static Problem Refuse(FormattableString sentence) =>
        new(ProblemKind.InvalidRequest, sentence.ToString(CultureInfo.InvariantCulture));
}
