using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Configuration;
using BasisTrees.Host.Text;
using BasisTrees.Host.Tokens;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis token</c>: makes tokens for clients of the service, lists and revokes them.</summary>
internal sealed class TokenCommand(Terminal terminal)
{
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };
    private readonly Argument<string> _revoked = new("NAME") { Description = "The name of the token." };
    private readonly Option<string> _name = new("--name")
    {
        Description = "Whose token it is: 1 to 128 letters, digits, _ and -.",
        HelpName = "NAME",
        Required = true,
    };

    private readonly Option<string> _role = new("--role")
    {
        Description = "What its bearer may do: read; write, which is reading too; or admin, which is everything.",
        HelpName = "read|write|admin",
        Required = true,
    };

    private readonly Option<string?> _file = new("--file")
    {
        Description = "The token file; the one of the configuration if not given.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "The TOML file that names the token file; config/basis.toml if not given.",
        HelpName = "FILE",
    };

    internal Command Create()
    {
        var made = new Command("new", "Make a token and print it, this once; the token file keeps a hash of it only.")
        {
            _role, _name, _file, _config, _json,
        };
        made.SetAction(Make);
        var list = new Command("list", "List the tokens by name and role.") { _file, _config, _json };
        list.SetAction(List);
        var revoke = new Command("revoke", "Take a token away; a running service knows within a second.") 
        {
            _revoked, _file, _config, _json,
        };
        revoke.SetAction(Revoke);
        return new Command("token", "The tokens by which clients of the service are known.") { made, list, revoke };
    }

    private int Make(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(_name);
        string word = parsed.GetRequiredValue(_role);
        if (!StoreDefinition.IsTreeId(name))
            return Refuse($"A token's name has 1 to 128 letters, digits, _ and -, unlike {ByteText.Show(name)}.");
        if (!Words.TryRole(word, out TokenRole role)) return Refuse($"--role is read, write or admin, not {ByteText.Show(word)}.");
        if (!TryFile(parsed, out string? file, out string? refusal)) return Refuse(refusal);
        TokenSecret secret = TokenSecret.New();
        if (!new TokenFile(file).TryAdd(name, role, secret, out Problem? problem)) return terminal.Fail(problem);
        if (parsed.GetValue(_json)) terminal.JsonDocument(new NewToken(name, Words.Of(role), secret.Reveal()));
        else terminal.Line(secret.Reveal());
        terminal.Talk.WriteLine(
            $"The token {name} has the role {Words.Of(role)}. Keep it: it is not shown again, and {file} holds a hash of it only.");
        return ExitCode.Done;
    }

    private int List(ParseResult parsed)
    {
        if (!TryFile(parsed, out string? file, out string? refusal)) return Refuse(refusal);
        if (!TokenSet.TryRead(file, out TokenSet? tokens, out refusal)) return Refuse(refusal);
        TokenRow[] rows = [.. tokens.Entries.Select(entry => new TokenRow(entry.Name, Words.Of(entry.Role)))];
        if (parsed.GetValue(_json)) terminal.JsonDocument(rows);
        else if (rows.Length == 0) terminal.Talk.WriteLine($"There is no token in {file}: nobody may ask.");
        else
        {
            foreach (string line in TextTable.Lines(["name", "role"], [.. rows.Select(row => new[] { row.Name, row.Role })]))
                terminal.Line(line);
        }

        return ExitCode.Done;
    }

    private int Revoke(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(_revoked);
        if (!TryFile(parsed, out string? file, out string? refusal)) return Refuse(refusal);
        if (!new TokenFile(file).TryRevoke(name, out Problem? problem)) return terminal.Fail(problem);
        if (parsed.GetValue(_json)) terminal.JsonDocument(new RevokedToken(name));
        terminal.Talk.WriteLine($"The token {name} is revoked. A running service knows within a second, or at once by SIGHUP.");
        return ExitCode.Done;
    }

    private bool TryFile(ParseResult parsed, [NotNullWhen(true)] out string? file, [NotNullWhen(false)] out string? refusal)
    {
        file = parsed.GetValue(_file);
        refusal = file?.Length == 0 ? "The token file is an empty text." : null;
        if (file is not null) return refusal is null;
        string? path = parsed.GetValue(_config) ?? ConfigurationFile.Find();
        bool isLoaded = Settings.TryLoad(path, ConfigCommand.Environment(), [], out Settings? settings,
            out IReadOnlyList<SettingsError> errors);
        file = settings?.Auth.Tokens;
        refusal = !isLoaded ? errors[0].ToString()
            : file is null ? $"Say which token file is meant: --file FILE, or {SettingKeys.Tokens.Key} in the configuration."
            : null;
        return file is not null && refusal is null;
    }

    private int Refuse(string sentence) => terminal.Fail(sentence, ExitCode.Usage);

    private sealed record TokenRow(string Name, string Role);

    private sealed record NewToken(string Name, string Role, string Token);

    private sealed record RevokedToken(string Revoked);
}
