namespace BasisTrees.Tests.Integration;

/// <summary>A service that knows its clients by tokens: one for each role.</summary>
internal sealed class GuardedStore : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public GuardedStore(string more = "")
    {
        try
        {
            foreach (string role in Roles) MakeToken(role, role);
            string configuration = _scratch.Write("basis.toml", $"[auth]\ntokens = \"{TokenFile}\"\n{more}");
            Service = ServedStore.Start(_scratch["data"], "--config", configuration);
        }
        catch
        {
            _scratch.Dispose();
            throw;
        }
    }

    public static string[] Roles { get; } = ["read", "write", "admin"];

    public ServedStore Service { get; }

    /// <summary>The file with the hashes.</summary>
    public string TokenFile => _scratch["tokens"];

    /// <summary>The tokens by their names.</summary>
    public Dictionary<string, string> Tokens { get; } = [];

    public void Dispose()
    {
        Service?.Dispose();
        _scratch.Dispose();
    }

    /// <summary>Makes a token and returns it.</summary>
    public string MakeToken(string role, string name)
    {
        Tokens[name] = BasisProgram.Run("token", "new", "--role", role, "--name", name, "--file", TokenFile).Done();
        return Tokens[name];
    }

    /// <summary>A file with a token that only its owner may read.</summary>
    public string FileOf(string token)
    {
        string path = _scratch.Write("token", token + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    /// <summary>Sends a request with an Authorization header, or without one for null.</summary>
    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? authorization)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await Service.Http.SendAsync(request, Xunit.TestContext.Current.CancellationToken);
    }
}
