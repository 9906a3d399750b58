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
    private readonly UrlPlace _url = new();
    private readonly Argument<string?> _set = new("SET")
    {
        Description = "The directory of the backup set; with --url that of the service's configuration.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };
    private readonly Option<string?> _data = new("--data") { Description = "The data directory of the store.", HelpName = "DIR" };

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
        create.SetAction((parsed, cancellation) => WriteAsync(parsed, isFull: true, cancellation));
        var incremental = new Command("incremental", "Add what was committed since the last piece.") { _set, _data, _key, _json };
        incremental.SetAction((parsed, cancellation) => WriteAsync(parsed, isFull: false, cancellation));
        _options.AddTo(create);
        _options.AddTo(incremental);
        var list = new Command("list", "List the pieces.") { _set, _json };
        list.SetAction(ListAsync);
        var verify = new Command("verify", "Read all of it: decrypt, hash, replay every record.") { _set, _key, _scratch, _json };
        verify.SetAction(VerifyAsync);
        foreach (Command served in new[] { create, incremental, list, verify }) _url.AddTo(served);
        var restore = new Command("restore", "Make a store of one revision.") { _set, _data, _key, _revision, _time, _json };
        restore.SetAction((parsed, _) => RestoreAsync(parsed));
        return new Command("backup", "Back a store up, check backups, and restore from them.")
        {
            create, incremental, list, verify, restore,
        };
    }

    private ServedBackups Served => new(terminal, _url, _json);

    private async Task<int> WriteAsync(ParseResult parsed, bool isFull, CancellationToken cancellation)
    {
        if (RefusalOfPlace(parsed, needsData: true) is { } misplaced) return terminal.Fail(misplaced, ExitCode.Usage);
        if (_url.IsGiven(parsed)) return await Served.WriteAsync(parsed, isFull, cancellation);
        if (!_options.TryRead(parsed, out StoreOptions? options, out Problem? problem)) return terminal.Fail(problem);
        if (RefusalOf(parsed) is { } refusal) return terminal.Fail(refusal, ExitCode.Usage);
        using BackupKey? key = KeyOf(parsed);
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(DataOf(parsed)), options);
        OpeningNotice.Write(store.Recovery, terminal.Talk);
        IncarnationNotice.Write(store, terminal.Talk);
        BackupSet set = BackupSet.Open(DirectoryDisk.Create(SetOf(parsed)), key);
        int before = set.Pieces.Count;
        Task<BackupPiece?> work = Task.Run(() => isFull ? set.WriteFull(store) : set.WriteIncremental(store));
        await new WaitTalk(terminal).RunAsync("backing up", work);
        BackupPieceResult[] added = [.. set.Pieces.Skip(before).Select(BackupPieceResult.Of)];
        if (parsed.GetValue(_json)) terminal.JsonDocument(new BackupList(added));
        else if (added.Length == 0) terminal.Talk.WriteLine(Say($"The backup reaches revision {store.Head.Revision} already."));
        foreach (BackupPieceResult piece in parsed.GetValue(_json) ? [] : added) terminal.Talk.WriteLine(BackupText.Sentence(piece));
        return ExitCode.Done;
    }

    private async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (RefusalOfPlace(parsed) is { } misplaced) return terminal.Fail(misplaced, ExitCode.Usage);
        if (_url.IsGiven(parsed)) return await Served.ListAsync(parsed, cancellation);
        BackupSet set = BackupSet.Open(DirectoryDisk.Open(SetOf(parsed)));
        BackupPieceResult[] pieces = [.. set.Pieces.Select(BackupPieceResult.Of)];
        if (parsed.GetValue(_json)) terminal.JsonDocument(new BackupList(pieces));
        else if (pieces.Length == 0) terminal.Talk.WriteLine("There is no backup yet.");
        else foreach (string line in BackupText.Lines(pieces)) terminal.Line(line);
        return ExitCode.Done;
    }

    private async Task<int> VerifyAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (RefusalOfPlace(parsed) is { } misplaced) return terminal.Fail(misplaced, ExitCode.Usage);
        if (_url.IsGiven(parsed)) return await Served.VerifyAsync(parsed, cancellation);
        if (RefusalOf(parsed) is { } refusal) return terminal.Fail(refusal, ExitCode.Usage);
        using BackupKey? key = KeyOf(parsed);
        BackupSet set = BackupSet.Open(DirectoryDisk.Open(SetOf(parsed)), key);
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

        BackupVerification verified = BackupVerification.Of(report);
        if (parsed.GetValue(_json)) terminal.JsonDocument(verified);
        else terminal.Talk.WriteLine(BackupText.Sentence(verified));
        return ExitCode.Done;
    }

    private async Task<int> RestoreAsync(ParseResult parsed)
    {
        if (RefusalOfPlace(parsed, needsData: true) is { } misplaced) return terminal.Fail(misplaced, ExitCode.Usage);
        if (RefusalOf(parsed) is { } refusal) return terminal.Fail(refusal, ExitCode.Usage);
        if (!TryPoint(parsed, out RestorePoint point, out string? sentence)) return terminal.Fail(sentence, ExitCode.Usage);
        using BackupKey? key = KeyOf(parsed);
        BackupSet set = BackupSet.Open(DirectoryDisk.Open(SetOf(parsed)), key);
        DirectoryDisk target = DirectoryDisk.Create(DataOf(parsed));
        RestoreReport report = await new WaitTalk(terminal).RunAsync("restoring", Task.Run(() => set.Restore(target, point)));
        if (parsed.GetValue(_json)) terminal.JsonDocument(RestoreResult.Of(report));
        else
        {
            terminal.Talk.WriteLine(Say($"Restored revision {report.Revision} to {target.Location}, digest {report.Digest}, ")
                + Say($"{Amount.Of(report.Keys, "key", "keys")}: incarnation {report.Incarnation.Number} of the store."));
        }

        return ExitCode.Done;
    }

    // Where the set and the store are: here, or with a service, whose configuration then says it.
    private string? RefusalOfPlace(ParseResult parsed, bool needsData = false)
    {
        if (_url.IsGiven(parsed))
        {
            Option[] own = [_data, _key, _scratch];
            string? given = parsed.GetValue(_set) is not null ? _set.Name
                : own.FirstOrDefault(option => parsed.GetResult(option) is not null)?.Name ?? _options.Given(parsed);
            return given is null ? null : $"{given} is not for --url: a service backs up to the set of its configuration.";
        }

        if (_url.GivenInVain(parsed) is { } vain) return $"{vain} is for --url.";
        if (parsed.GetValue(_set) is null) return "Say which backup set is meant: SET, or --url URL for that of a service.";
        return needsData && parsed.GetValue(_data) is null ? "Say which data directory is meant: --data DIR." : null;
    }

    // Both have been seen to be given before.
    private string SetOf(ParseResult parsed) => parsed.GetValue(_set) ?? string.Empty;

    private string DataOf(ParseResult parsed) => parsed.GetValue(_data) ?? string.Empty;

    private BackupKey? KeyOf(ParseResult parsed) => parsed.GetValue(_key) is { } file ? BackupKey.Read(file) : null;

    private string? RefusalOf(ParseResult parsed)
    {
        if (SetOf(parsed).Length == 0) return "The directory of the backup set is an empty text.";
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

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
