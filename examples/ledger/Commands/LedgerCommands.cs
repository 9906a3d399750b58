using System.CommandLine;
using BasisTrees.Persistence;
using Microsoft.Extensions.Options;

namespace BasisTrees.Examples.Ledger;

/// <summary>
/// The command <c>ledger</c>: parses its arguments, runs what they say, and gives every ending one sentence and an exit code.
/// </summary>
internal static class LedgerCommands
{
    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    internal static int Run(string[] args)
    {
        var screen = new Screen();
        using var session = new Session(screen);
        if (args.Length > 0) return Run(args, screen, session);
        if (screen.IsInteractive) return new Menu(screen, session).Run();
        return Run(["--help"], screen, session);
    }

    /// <summary>Runs one command within a session, which it leaves open.</summary>
    internal static int Run(string[] args, Screen screen, Session session)
    {
        try
        {
            ParseResult parsed = Root(screen, session).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0) return screen.Fail(Refusal.Rule($"{parsed.Errors[0].Message} See ledger --help."));
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (StoreException failure)
        {
            return screen.Fail(new Refusal(KindOf(failure), failure.Message));
        }
        catch (OptionsValidationException wrong)
        {
            return screen.Fail(Refusal.Rule(string.Join(' ', wrong.Failures)));
        }
        catch (InvalidDataException damage)
        {
            return screen.Fail(new Refusal(RefusalKind.Damaged, damage.Message));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return screen.Fail(new Refusal(RefusalKind.Unavailable, failure.Message));
        }
    }

    private static RefusalKind KindOf(StoreException failure) => failure switch
    {
        StoreNotFoundException => RefusalKind.NotFound,
        StoreDamagedException => RefusalKind.Damaged,
        StoreRolledBackException => RefusalKind.Conflict,
        _ => RefusalKind.Unavailable,
    };

    private static RootCommand Root(Screen screen, Session session) =>
        new("A ledger of IOU notes whose digest commits to every balance. Without arguments, on a terminal, a menu.")
        {
            new PartyCommand(screen, session).Create(),
            new NoteCommand(screen, session, NoteKind.Issue).Create(),
            new NoteCommand(screen, session, NoteKind.Transfer).Create(),
            new NoteCommand(screen, session, NoteKind.Redemption).Create(),
            new BalancesCommand(screen, session).Create(),
            new StatementCommand(screen, session).Create(),
            new DigestCommand(screen, session).Create(),
            new ProveCommand(screen, session).Create(),
            new CheckCommand(screen).Create(),
            new AuditCommand(screen, session).Create(),
            new GenerateCommand(screen, session).Create(),
        };
}
