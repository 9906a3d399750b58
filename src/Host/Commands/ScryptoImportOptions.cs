using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>
/// What <c>basis import --format scrypto</c> asks for: the constants of the tree, which no file states, and the digest that it must have.
/// It makes a store rather than adding to one.
/// </summary>
internal sealed class ScryptoImportOptions(Terminal terminal)
{
    private const int TreeIdBytes = 16;

    private readonly Option<int?> _keyLength = new("--key-length")
    {
        Description = "With scrypto: the length of every key in bytes.",
        HelpName = "N",
    };

    private readonly Option<int?> _valueLength = new("--value-length")
    {
        Description = "With scrypto: the length of every value in bytes; any length if not given.",
        HelpName = "N",
    };

    private readonly Option<string?> _digest = new("--digest")
    {
        Description = "With scrypto: the digest that the tree must have, 66 hexadecimal digits from a source that you trust.",
        HelpName = "HEX",
    };

    internal void AddTo(Command command)
    {
        command.Options.Add(_keyLength);
        command.Options.Add(_valueLength);
        command.Options.Add(_digest);
    }

    /// <summary>The option that was given although the format is another one, or null.</summary>
    internal string? Given(ParseResult parsed) =>
        parsed.GetValue(_keyLength) is not null ? _keyLength.Name
        : parsed.GetValue(_valueLength) is not null ? _valueLength.Name
        : parsed.GetValue(_digest) is not null ? _digest.Name
        : null;

    /// <summary>Makes the store.</summary>
    internal async Task<int> RunAsync(ParseResult parsed, string folder, string data, bool wantsJson)
    {
        int? keyLength = parsed.GetValue(_keyLength);
        int? valueLength = parsed.GetValue(_valueLength);
        if (keyLength is not (>= 1 and <= TreeParameters.KeyLengthMax))
            return Refuse($"--format scrypto needs --key-length N, 1 to {TreeParameters.KeyLengthMax}: no file says how long keys are.");
        if (valueLength is < 0 or > TreeParameters.ValueLengthLimit)
            return Refuse($"The length of a value is 0 to {TreeParameters.ValueLengthLimit} bytes, not {valueLength}.");
        Digest? digest = null;
        if (parsed.GetValue(_digest) is { } text)
        {
            if (!Digest.TryParse(text, out Digest wanted)) return Refuse($"--digest is 66 hexadecimal digits, not {ByteText.Show(text)}.");
            digest = wanted;
        }

        int? longest = valueLength is null ? TreeParameters.ValueLengthLimit : null;
        var parameters = new TreeParameters(keyLength.Value, valueLength, longest);
        string treeId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TreeIdBytes));
        var definition = new StoreDefinition(treeId, parameters, KeyMode.Raw);
        DirectoryDisk source = DirectoryDisk.Open(folder);
        DirectoryDisk target = DirectoryDisk.Create(data);
        Task<Head> work = Task.Run(() => ScryptoImport.Found(source, target, definition, digest));
        Head head = await new WaitTalk(terminal).RunAsync("importing", work);
        if (wantsJson) terminal.JsonDocument(new ExportResult(head.Revision, head.Digest.ToString(), head.Count));
        else
        {
            terminal.Talk.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Created the tree {treeId} in {target.Location}: {InitCommand.Describe(definition)}; "
                + $"revision {head.Revision}, {Amount.Of(head.Count, "key", "keys")}, digest {head.Digest}."));
        }

        return ExitCode.Done;
    }

    private int Refuse(string sentence) => terminal.Fail(sentence, ExitCode.Usage);
}
