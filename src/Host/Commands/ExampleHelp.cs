using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace BasisTrees.Host.Commands;

/// <summary>The help of a command, with examples below.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    private readonly HelpAction _help;

    private ExampleHelp(HelpAction help) => _help = help;

    /// <summary>Makes the help of a command line end with examples.</summary>
    internal static void AddTo(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        if (option.Action is HelpAction help) option.Action = new ExampleHelp(help);
    }

    /// <summary>The names of a command from the one behind the program's on, with spaces.</summary>
    internal static string PathOf(Command command)
    {
        var names = new Stack<string>();
        for (Command? at = command; at is not (null or RootCommand); at = at.Parents.OfType<Command>().FirstOrDefault())
            names.Push(at.Name);
        return string.Join(' ', names);
    }

    /// <summary>Whoever asks for help need not give what the command needs.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = _help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        IReadOnlyList<string> examples = HelpExamples.Of(PathOf(parseResult.CommandResult.Command));
        if (examples.Count == 0) return exitCode;
        output.WriteLine("Examples:");
        foreach (string example in examples) output.WriteLine("  " + example);
        output.WriteLine();
        return exitCode;
    }
}
