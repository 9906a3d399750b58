using System.CommandLine;
using System.Text.Json.Nodes;
using BasisTrees.Host.Commands;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The help of the command, and the examples in it.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Every_command_that_does_something_has_an_example_that_is_about_it_and_parses()
    {
        Command[] commands = [.. Below(CommandLine.Root(new Terminal())).Where(command => command.Action is not null)];
        Assert.True(commands.Length > 30);
        foreach (Command command in commands)
        {
            string path = ExampleHelp.PathOf(command);
            IReadOnlyList<string> examples = HelpExamples.Of(path);
            Assert.True(examples.Count > 0, $"basis {path} has no example in its help");
            if (command is RootCommand) continue;
            foreach (string example in examples)
                Assert.Contains(Commands(example), words => string.Join(' ', words).StartsWith(path, StringComparison.Ordinal));
        }

        int known = commands.Sum(command => HelpExamples.Of(ExampleHelp.PathOf(command)).Count);
        Assert.Equal(HelpExamples.All.Count(), known);
        foreach (string[] words in HelpExamples.All.SelectMany(Commands))
        {
            ParseResult parsed = CommandLine.Root(new Terminal()).Parse(words, CommandLine.Parsing);
            Assert.True(parsed.Errors.Count == 0, $"basis {string.Join(' ', words)}: {string.Join(" ", parsed.Errors)}");
        }
    }

    [Fact]
    public void Help_ends_with_the_examples()
    {
        string all = BasisProgram.Run("--help").Done();
        Assert.Contains("Examples:", all, StringComparison.Ordinal);
        Assert.Contains("  basis init --data mine\n", all, StringComparison.Ordinal);
        string drop = BasisProgram.Run("checkpoint", "drop", "--help").Done();
        Assert.Contains("  basis checkpoint drop before-the-change --data mine", drop, StringComparison.Ordinal);
        Assert.DoesNotContain("Examples:", BasisProgram.Run("backup", "--help").Done(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_makes_something_says_what_it_made_as_json_too()
    {
        JsonNode made = JsonNode.Parse(BasisProgram.Run(
            "init", "--data", _scratch["data"], "--keys", "padded", "--key-length", "9", "--tree-id", "mine", "--json").Done())!;
        Assert.Equal(("mine", "padded", 9), ((string)made["tree"]!, (string)made["keys"]!, (int)made["key_length"]!));
        Assert.Null(made["value_length"]);
        Assert.True(Directory.Exists((string)made["data"]!));

        string tokens = _scratch["tokens"];
        JsonNode token = JsonNode.Parse(
            BasisProgram.Run("token", "new", "--name", "alice", "--role", "read", "--file", tokens, "--json").Done())!;
        Assert.Equal(("alice", "read"), ((string)token["name"]!, (string)token["role"]!));
        Assert.True(((string)token["token"]!).Length > 20);
        JsonNode revoked = JsonNode.Parse(BasisProgram.Run("token", "revoke", "alice", "--file", tokens, "--json").Done())!;
        Assert.Equal("alice", (string)revoked["revoked"]!);

        string file = _scratch["basis.toml"];
        Assert.Equal(file, (string)JsonNode.Parse(BasisProgram.Run("config", "init", file, "--json").Done())!["written"]!);
    }

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Prepend(command);

    // The commands of this program in a line for a shell, each as its arguments.
    private static IEnumerable<string[]> Commands(string line)
    {
        foreach (string command in Outside(line, '|', '>').Select(part => part.Trim()))
        {
            string[] words = [.. Outside(command, ' ').Select(word => word.Trim('\'', '"'))];
            if (string.Equals(words[0], "basis", StringComparison.Ordinal)) yield return words[1..];
        }
    }

    // The parts of a text between characters that are in no quotes.
    private static List<string> Outside(string text, params char[] separators)
    {
        List<string> parts = [""];
        bool isQuoted = false;
        foreach (char character in text)
        {
            if (character == '"') isQuoted = !isQuoted;
            if (!isQuoted && separators.Contains(character)) parts.Add("");
            else parts[^1] += character;
        }

        return parts;
    }
}
