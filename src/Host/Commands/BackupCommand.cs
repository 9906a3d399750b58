using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis backup</c>: adds to a backup set, lists and verifies it, and makes a store of it.</summary>
internal sealed class BackupCommand(Terminal terminal)
{
    private readonly DataOptions _options = new();
    private readonly Argument<string> _set = new("SET") { Description = "The directory of the backup set." };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };
    private readonly Option<string> _data = new("--data")
    {
        Description = "The data directory of the store.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = "The file with the key, 32 bytes or 64 hexadecimal digits, which nobody but its owner may read.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _scratch = new("--scratch")
    {
        Description = "An empty directory to work in, whose files are left there; a temporary one if not given.",
        HelpName = "DIR",
    };

    private readonly Option<long?> _revision = new("--revision")
    {
        Description = "The revision that is wanted; the last one if not given.",
        HelpName = "N",
    };

    private readonly Option<string?> _time = new("--time")
    {
        Description = "The last revision at or before this time is wanted, UTC unless it says otherwise: 2026-01-31T12:00:00.",
        HelpName = "TIME",
    };

    internal Command Create()
    {
        var create = new Command("create", "Add a whole revision; what leads to it from the last piece is added first.")
        {
            _set, _data, _key, _json,
        };
        create.SetAction((parsed, _) => WriteAsync(parsed, isFull: true));
        var incremental = new Command("incremental", "Add what was committed since the last piece.") { _set, _data, _key, _json };
        incremental.SetAction((parsed, _) => WriteAsync(parsed, isFull: false));
        _options.AddTo(create);
        _options.AddTo(incremental);
        var list = new Command("list", "List the pieces.") { _set, _json };
        list.SetAction(List);
        var verify = new Command("verify", "Read all of it: decrypt, hash, replay every record.") { _set, _key, _scratch, _json };
        verify.SetAction((parsed, _) => VerifyAsync(parsed));
        var restore = new Command("restore", "Make a store of one revision.") { _set, _data, _key, _revision, _time, _json };
        restore.SetAction((parsed, _) => RestoreAsync(parsed));
        return new Command("backup", "Back a store up, check backups, and restore from them.")
        {
            create, incremental, list, verify, restore,
        };
    }

    private async Task<int> WriteAsync(ParseResult parsed, bool isFull)
    {
        if (!_options.TryRead(parsed, out StoreOptions? options, out Problem? problem)) return terminal.Fail(problem);
        if (RefusalOf(parsed) is { } refusal) return terminal.Fail(refusal, ExitCode.Usage);
        using BackupKey? key = KeyOf(parsed);
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(parsed.GetRequiredValue(_data)), options);
        OpeningNotice.Write(store.Recovery, terminal.Talk);
        IncarnationNotice.Write(store, terminal.Talk);
        BackupSet set = BackupSet.Open(DirectoryDisk.Create(parsed.GetRequiredValue(_set)), key);
        int before = set.Pieces.Count;
        Task<BackupPiece?> work = Task.Run(() => isFull ? set.WriteFull(store) : set.WriteIncremental(store));
        await new WaitTalk(terminal).RunAsync("backing up", work);
        BackupPieceResult[] added = [.. set.Pieces.Skip(before).Select(BackupPieceResult.Of)];
        if (parsed.GetValue(_json)) terminal.JsonDocument(new BackupList(added));
        else if (added.Length == 0) terminal.Talk.WriteLine(Say($"The backup reaches revision {store.Head.Revision} already."));
        foreach (BackupPieceResult piece in parsed.GetValue(_json) ? [] : added)
        {
            string what = piece.Kind == "full" ? Say($"revision {piece.ToRevision}")
                : Say($"revisions {piece.FromRevision + 1} to {piece.ToRevision}");
            terminal.Talk.WriteLine($"Backed up {what} in {piece.File}: {Amount.Of(piece.Bytes, "byte", "bytes")}.");
        }

        return ExitCode.Done;
    }

    private int List(ParseResult parsed)
    {
        BackupSet set = BackupSet.Open(DirectoryDisk.Open(parsed.GetRequiredValue(_set)));
        BackupPieceResult[] pieces = [.. set.Pieces.Select(BackupPieceResult.Of)];
        if (parsed.GetValue(_json)) terminal.JsonDocument(new BackupList(pieces));
        else if (pieces.Length == 0) terminal.Talk.WriteLine("There is no backup yet.");
        else Print(pieces);
        return ExitCode.Done;
    }

    private async Task<int> VerifyAsync(ParseResult parsed)
    {
        if (RefusalOf(parsed) is { } refusal) return terminal.Fail(refusal, ExitCode.Usage);
        using BackupKey? key = KeyOf(parsed);
        BackupSet set = BackupSet.Open(DirectoryDisk.Open(parsed.GetRequiredValue(_set)), key);
        string? made = parsed.GetValue(_scratch) is null ? Directory.CreateTempSubdirectory("basis-verify-").FullName : null;
        BackupReport report;
        try
        {
            DirectoryDisk scratch = DirectoryDisk.Create(made ?? parsed.GetRequiredValue(_scratch)!); // one of them is given
            report = await new WaitTalk(terminal).RunAsync("verifying the backup", Task.Run(() => set.Verify(scratch)));
        }
        finally
        {
            if (made is not null) Directory.Delete(made, recursive: true);
        }

        if (parsed.GetValue(_json)) terminal.JsonDocument(BackupVerification.Of(report));
        else
        {
            string pieces = Amount.Of(report.Pieces, "piece", "pieces");
            terminal.Talk.WriteLine(Say($"The backup is whole: {pieces}, revisions {report.FirstRevision} to {report.LastRevision}, ")
                + Say($"digest {report.LastDigest}, {Amount.Of(report.Records, "record", "records")} replayed."));
        }

        return ExitCode.Done;
    }

    private async Task<int> RestoreAsync(ParseResult parsed)
    {
        if (RefusalOf(parsed) is { } refusal) return terminal.Fail(refusal, ExitCode.Usage);
        if (!TryPoint(parsed, out RestorePoint point, out string? sentence)) return terminal.Fail(sentence, ExitCode.Usage);
        using BackupKey? key = KeyOf(parsed);
        BackupSet set = BackupSet.Open(DirectoryDisk.Open(parsed.GetRequiredValue(_set)), key);
        DirectoryDisk target = DirectoryDisk.Create(parsed.GetRequiredValue(_data));
        RestoreReport report = await new WaitTalk(terminal).RunAsync("restoring", Task.Run(() => set.Restore(target, point)));
        if (parsed.GetValue(_json)) terminal.JsonDocument(RestoreResult.Of(report));
        else
        {
            terminal.Talk.WriteLine(Say($"Restored revision {report.Revision} to {target.Location}, digest {report.Digest}, ")
                + Say($"{Amount.Of(report.Keys, "key", "keys")}: incarnation {report.Incarnation.Number} of the store."));
        }

        return ExitCode.Done;
    }

    private BackupKey? KeyOf(ParseResult parsed) => parsed.GetValue(_key) is { } file ? BackupKey.Read(file) : null;

    private string? RefusalOf(ParseResult parsed)
    {
        if (parsed.GetRequiredValue(_set).Length == 0) return "The directory of the backup set is an empty text.";
        if (parsed.GetResult(_data) is not null && parsed.GetValue(_data)?.Length == 0) return "The data directory is an empty text.";
        if (parsed.GetValue(_scratch) is { Length: 0 }) return "The scratch directory is an empty text.";
        return parsed.GetValue(_key) is { Length: 0 } ? "The key file is an empty text." : null;
    }

    private bool TryPoint(ParseResult parsed, out RestorePoint point, [NotNullWhen(false)] out string? refusal)
    {
        point = RestorePoint.Latest;
        refusal = null;
        long? revision = parsed.GetValue(_revision);
        string? text = parsed.GetValue(_time);
        if (revision is not null && text is not null) refusal = "Give either --revision or --time, not both.";
        else if (revision < 0) refusal = "--revision is 0 or more.";
        else if (revision is { } wanted) point = RestorePoint.AtRevision(wanted);
        else if (text is not null)
        {
            bool isTime = DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
            if (isTime) point = RestorePoint.AtTime(time);
            else refusal = $"{ByteText.Show(text)} is not a time such as 2026-01-31T12:00:00.";
        }

        return refusal is null;
    }

    private void Print(IReadOnlyList<BackupPieceResult> pieces)
    {
        string[] headings = [">piece", "kind", ">from", ">to", "time", "written", ">bytes", "encrypted"];
        foreach (string line in TextTable.Lines(headings, [.. pieces.Select(CellsOf)])) terminal.Line(line);
    }

    private static string[] CellsOf(BackupPieceResult piece) =>
    [
        Say($"{piece.Number}"),
        piece.Kind,
        Say($"{piece.FromRevision:N0}"),
        Say($"{piece.ToRevision:N0}"),
        piece.Time is { } time ? Moment.Show(time) : string.Empty,
        piece.Written is { } written ? Moment.Show(written) : string.Empty,
        Say($"{piece.Bytes:N0}"),
        piece.Encrypted ? "yes" : "no",
    ];

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
