using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Client;
using BasisTrees.Host.Text;
using BasisTrees.Host.Tokens;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>
/// The options that say how a service is asked: <c>--tree</c>, <c>--token-file</c> and <c>--ca</c>; a token may also be in the environment.
/// </summary>
internal sealed class UrlOptions
{
    /// <summary>The variable of the environment that holds a token; the option wins over it.</summary>
    internal const string TokenVariable = "BASIS_TOKEN";

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = $"The file with the token for --url, which nobody but its owner may read; {TokenVariable} if not given.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _ca = new("--ca")
    {
        Description = "The PEM file with the authorities whose certificates are believed for --url, instead of those of the system.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _tree = new("--tree")
    {
        Description = "The name of the tree there, as the configuration of the service has it; the default tree if not given.",
        HelpName = "NAME",
    };

    internal void AddTo(Command command)
    {
        command.Options.Add(_tree);
        command.Options.Add(_tokenFile);
        command.Options.Add(_ca);
    }

    /// <summary>The option that was given, or null; for a tree that is not behind a service.</summary>
    internal string? Given(ParseResult parsed) =>
        parsed.GetValue(_tokenFile) is not null ? _tokenFile.Name
        : parsed.GetValue(_ca) is not null ? _ca.Name
        : parsed.GetValue(_tree) is not null ? _tree.Name
        : null;

    /// <summary>Reads the options.</summary>
    internal bool TryRead(
        ParseResult parsed, string url, [NotNullWhen(true)] out TreeAddress? address, [NotNullWhen(false)] out Problem? problem)
    {
        address = null;
        if (!TryAddress(url, out Uri? uri)) problem = Refuse($"{ByteText.Show(url)} is not an address such as http://127.0.0.1:7425.");
        else if (parsed.GetValue(_tree) is { } tree && !StoreDefinition.IsTreeId(tree))
            problem = Refuse($"A tree's name has 1 to 128 letters, digits, _ and -, unlike {ByteText.Show(tree)}.");
        else if (TryToken(parsed, out TokenSecret? token, out problem)
            && TryAuthorities(parsed, uri, out X509Certificate2Collection? authorities, out problem))
        {
            address = new TreeAddress(uri, token, authorities, parsed.GetValue(_tree));
            if (address.ShowsToken)
                problem = Refuse($"The token would cross the network in the clear: ask {uri.Host} by an address that begins with https.");
        }

        return address is not null && problem is null;
    }

    private bool TryToken(ParseResult parsed, out TokenSecret? token, [NotNullWhen(false)] out Problem? problem)
    {
        token = null;
        problem = null;
        if (parsed.GetValue(_tokenFile) is { } file)
        {
            if (file.Length == 0) problem = Refuse("The token file is an empty text.");
            else if (!TokenSecret.TryReadFile(file, out token, out string? refusal)) problem = Refuse(refusal);
        }
        else if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } text && !TokenSecret.TryParse(text, out token))
            problem = Refuse($"The environment variable {TokenVariable} holds no token; basis token new makes one.");

        return problem is null;
    }

    private bool TryAuthorities(
        ParseResult parsed, Uri uri, out X509Certificate2Collection? authorities, [NotNullWhen(false)] out Problem? problem)
    {
        authorities = null;
        problem = null;
        if (parsed.GetValue(_ca) is not { } file) return true;
        if (uri.Scheme != "https") problem = Refuse($"{_ca.Name} is for an address that begins with https.");
        else if (file.Length == 0) problem = Refuse("The file of authorities is an empty text.");
        else
        {
            authorities = [];
            try
            {
                authorities.ImportFromPemFile(file);
                if (authorities.Count == 0) problem = Refuse($"The file of authorities {file} holds no certificate in PEM.");
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
            {
                problem = Refuse($"The file of authorities {file} cannot be read: {failure.Message.TrimEnd('.')}.");
            }
        }

        return problem is null;
    }

    private static bool TryAddress(string text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address)
        && (address.Scheme is "http" or "https")
        && address.UserInfo.Length == 0
        && address.PathAndQuery == "/"
        && address.Fragment.Length == 0;

    private static Problem Refuse(string sentence) => new(ProblemKind.InvalidRequest, sentence);
}
