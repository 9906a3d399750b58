using System.CommandLine;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis completion</c>: prints what makes a shell complete the commands and options of <c>basis</c>.</summary>
internal sealed class CompletionCommand(Terminal terminal)
{
    // Both ask the program itself, by the directive that its parser understands.
    private const string Bash = """
        # In ~/.bashrc: source <(basis completion bash)
        _basis() {
            local IFS=$'\n'
            COMPREPLY=($(basis "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null | grep -- "^${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _basis basis
        """;

    private const string Zsh = """
        # In ~/.zshrc: source <(basis completion zsh)
        _basis() {
            local -a found
            found=("${(@f)$(basis "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -- $found || _files
        }
        compdef _basis basis
        """;

    private const string Fish = """
        # In ~/.config/fish/config.fish: basis completion fish | source
        function __basis
            basis "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null
        end
        complete -c basis -a "(__basis)"
        """;

    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish." };

    internal Command Create()
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a script that makes a shell complete commands and options.") { _shell };
        command.SetAction(parsed =>
        {
            terminal.Line(parsed.GetRequiredValue(_shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return ExitCode.Done;
        });
        return command;
    }
}
