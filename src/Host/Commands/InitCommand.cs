using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis init</c>: makes a directory a store with an empty tree.</summary>
internal sealed class InitCommand(Terminal terminal)
{
    private const int TreeIdBytes = 16;

    private readonly Option<string> _data = new("--data")
    {
        Description = "The directory; it is made if it is missing.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> _keys = new("--keys")
    {
        Description = "How ids become keys: hashed (any id, no order), padded (ids keep their order) or raw (the id is the key).",
        HelpName = "hashed|padded|raw",
        DefaultValueFactory = _ => "hashed",
    };

    private readonly Option<int?> _keyLength = new("--key-length")
    {
        Description = "The length of every key in bytes; for padded and raw.",
        HelpName = "N",
    };

    private readonly Option<int?> _valueLength = new("--value-length")
    {
        Description = "The length of every value in bytes; any length if not given.",
        HelpName = "N",
    };

    private readonly Option<int?> _valueLengthMax = new("--value-length-max")
    {
        Description = "The longest value in bytes.",
        HelpName = "N",
    };

    private readonly Option<string?> _treeId = new("--tree-id")
    {
        Description = "The name of the tree; 32 random hexadecimal digits if not given.",
        HelpName = "ID",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    internal Command Create()
    {
        var command = new Command("init", "Make a directory a store with an empty tree.")
        {
            _data, _keys, _keyLength, _valueLength, _valueLengthMax, _treeId, _json,
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string word = parsed.GetValue(_keys) ?? "hashed";
        if (!Words.TryKeyMode(word, out KeyMode mode)) return Refuse($"--keys is hashed, padded or raw, not {ByteText.Show(word)}.");
        int? given = parsed.GetValue(_keyLength);
        if (mode == KeyMode.Hashed && given is not (null or KeyScheme.HashedKeyLength))
            return Refuse($"Hashed keys have {KeyScheme.HashedKeyLength} bytes; --key-length is for padded and raw keys.");
        if (mode != KeyMode.Hashed && given is null)
            return Refuse($"--keys {word} needs --key-length N, the length of every key in bytes.");
        int keyLength = given ?? KeyScheme.HashedKeyLength;
        int keyLengthMin = mode == KeyMode.Padded ? 2 : 1;
        if (keyLength < keyLengthMin || keyLength > TreeParameters.KeyLengthMax)
            return Refuse(Say($"--key-length is {keyLengthMin} to {TreeParameters.KeyLengthMax} for {word} keys, not {keyLength}."));
        int? valueLength = parsed.GetValue(_valueLength);
        int? valueLengthMax = parsed.GetValue(_valueLengthMax);
        if (valueLength is not null && valueLengthMax is not null)
            return Refuse("Give either --value-length or --value-length-max, not both.");
        if ((valueLength ?? valueLengthMax) is < 0 or > TreeParameters.ValueLengthLimit)
            return Refuse(
                Say($"The length of a value is 0 to {TreeParameters.ValueLengthLimit} bytes, not {valueLength ?? valueLengthMax}."));
        string treeId = parsed.GetValue(_treeId) ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TreeIdBytes));
        if (!TrustString.IsTreeId(treeId))
            return Refuse($"A tree id has 1 to 128 letters, digits, _ and -, unlike {ByteText.Show(treeId)}.");
        string data = parsed.GetRequiredValue(_data);
        if (data.Length == 0) return Refuse("The data directory is an empty text.");

        var definition = new StoreDefinition(treeId, new TreeParameters(keyLength, valueLength, valueLengthMax), mode);
        DirectoryDisk disk = DirectoryDisk.Create(data);
        TreeStore.Create(disk, definition);
        if (parsed.GetValue(_json)) terminal.JsonDocument(new Made(treeId, disk.Location, word, keyLength, valueLength));
        terminal.Talk.WriteLine($"Created the tree {treeId} in {disk.Location}: {Describe(definition)}.");
        return ExitCode.Done;
    }

    /// <summary>What a store is for, in a few words.</summary>
    internal static string Describe(StoreDefinition definition)
    {
        TreeParameters parameters = definition.Parameters;
        string values = parameters.ValueLength is { } length
            ? Say($"values of {length} bytes")
            : Say($"values of up to {parameters.ValueLengthMax} bytes");
        return Say($"{Words.Of(definition.KeyMode)} keys of {parameters.KeyLength} bytes, {values}");
    }

    private int Refuse(string sentence) => terminal.Fail(sentence, ExitCode.Usage);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Made(string Tree, string Data, string Keys, int KeyLength, int? ValueLength);
}
