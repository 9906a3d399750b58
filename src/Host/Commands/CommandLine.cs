using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>
/// The command <c>basis</c>: parses its arguments, runs what they say, and gives every ending one sentence and an exit code.
/// </summary>
internal static class CommandLine
{
    /// <summary>No response files: an id may begin with an at sign. No bundling: short options are none of ours.</summary>
    internal static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>Runs the command.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(string[] args)
    {
        var terminal = new Terminal();
        try
        {
            ParseResult parsed = Root(terminal).Parse(args, Parsing);
            if (parsed.Errors.Count > 0) return terminal.Fail($"{Sentence(parsed.Errors[0])} See basis --help.", ExitCode.Usage);

            // A signal ends a command at once: everything acknowledged is safe by then. The service handles signals itself.
            var running = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            int exitCode = await parsed.InvokeAsync(running);
            terminal.Flush();
            return exitCode;
        }
        catch (StoreException failure)
        {
            terminal.TryFlush();
            return terminal.Fail(ProblemOf.Failure(failure));
        }
        catch (PlatformNotSupportedException unsupported)
        {
            return terminal.Fail(unsupported.Message, ExitCode.Unavailable);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return terminal.Fail(failure.Message, ExitCode.Unavailable);
        }
    }

    // The parser names the types of the runtime, and repeats arguments as they are.
    private static string Sentence(ParseError error)
    {
        return error.SymbolResult is OptionResult { Tokens.Count: 1 } option
            && option.Option is Option<int> or Option<int?> or Option<long> or Option<long?>
            ? $"{option.Option.Name} takes a whole number, not {ByteText.Show(option.Tokens[0].Value)}."
            : SafeText.Line(Encoding.UTF8.GetBytes(error.Message));
    }

    /// <summary>Every command with its options.</summary>
    internal static RootCommand Root(Terminal terminal)
    {
        var serve = new ServeCommand(terminal);
        var root = new RootCommand("An authenticated tree: every answer can carry a proof. Without a command, the service is started.")
        {
            new InitCommand(terminal).Create(),
            serve.Create(),
            new ImportCommand(terminal).Create(),
            new ExportCommand(terminal).Create(),
            new PutCommand(terminal).Create(),
            new GetCommand(terminal).Create(),
            new DelCommand(terminal).Create(),
            new ScanCommand(terminal).Create(),
            new NoteCommand(terminal).Create(),
            new ProveCommand(terminal).Create(),
            new VerifyCommand(terminal).Create(),
            new TrustCommand(terminal).Create(),
            new LogCommand(terminal).Create(),
            new RevisionsCommand(terminal).Create(),
            new DiffCommand(terminal).Create(),
            new CheckpointCommand(terminal).Create(),
            new CompactCommand(terminal).Create(),
            new RecoverCommand(terminal).Create(),
            new BackupCommand(terminal).Create(),
            new JobsCommand(terminal).Create(),
            new FsckCommand(terminal).Create(),
            new CrosscheckCommand(terminal).Create(),
            new DrillCommand(terminal).Create(),
            new StatsCommand(terminal).Create(),
            new DoctorCommand(terminal).Create(),
            new CompletionCommand(terminal).Create(),
            new TokenCommand(terminal).Create(),
            new ConfigCommand(terminal).Create(),
        };
        ExampleHelp.AddTo(root);
        root.SetAction((_, cancellation) => serve.RunAsync(ServeChoice.Default, cancellation));
        return root;
    }
}
