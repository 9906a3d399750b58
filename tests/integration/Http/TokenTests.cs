using System.Text;
using BasisTrees.Host.Client;
using BasisTrees.Host.Tokens;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Tokens from their making to their end, while a service runs.</summary>
public sealed class TokenTests
{
    [Theory]
    [InlineData("http://example.com:7425", true)]
    [InlineData("http://192.0.2.1", true)]
    [InlineData("http://localhost.example", true)]
    [InlineData("https://192.0.2.1:1", false)]
    [InlineData("http://127.0.0.1:1", false)]
    [InlineData("http://127.8.9.1:1", false)]
    [InlineData("http://[::1]:1", false)]
    [InlineData("http://localhost:1", false)]
    public void A_token_does_not_cross_a_network_in_the_clear(string url, bool isRefused)
    {
        TokenSecret token = TokenSecret.New();
        var address = new TreeAddress(new Uri(url), token);
        Assert.Equal(isRefused, address.ShowsToken);
        Assert.False((address with { Token = null }).ShowsToken);
        if (!isRefused) return;
        Assert.Throws<ArgumentException>(() => new TreeClient(address));
        ProgramResult asked = BasisProgram.RunUnder([], [("BASIS_TOKEN", token.Reveal())], "stats", "--url", url);
        string refused = asked.Refused(2);
        Assert.Contains("in the clear", refused, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Reveal(), asked.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_taken_away_and_another_given_while_the_service_runs()
    {
        using var guarded = new GuardedStore();
        string old = guarded.FileOf(guarded.Tokens["write"]);
        BasisProgram.Run("put", "--url", guarded.Service.Url, "a", "1", "--token-file", old).Done();
        string fresh = guarded.MakeToken("write", "fresh");
        BasisProgram.Run("token", "revoke", "write", "--file", guarded.TokenFile).Done();
        guarded.Service.Signal("HUP");
        await guarded.Service.HearAsync("has been read again: 3 tokens.");
        string refused = BasisProgram.Run("put", "--url", guarded.Service.Url, "a", "2", "--token-file", old).Refused(2);
        Assert.Equal("basis: The token does not hold: it is malformed, unknown or revoked.", refused);
        ProgramResult put = BasisProgram.RunUnder([], [("BASIS_TOKEN", fresh)], "put", "--url", guarded.Service.Url, "a", "3");
        put.Done();
        string list = BasisProgram.Run("token", "list", "--file", guarded.TokenFile).Done();
        Assert.Equal(["name role", "read read", "admin admin", "fresh write"], list.Split('\n').Select(line =>
            string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public async Task A_changed_file_is_noticed_without_a_signal_and_a_bad_one_changes_nothing()
    {
        using var guarded = new GuardedStore();
        string authorization = $"Bearer {guarded.Tokens["admin"]}";
        string good = File.ReadAllText(guarded.TokenFile);
        File.AppendAllText(guarded.TokenFile, guarded.Tokens["read"] + "\n");
        await AskUntilAsync("basis: The tokens are those from before: ");
        string[] complaint = [.. guarded.Service.Talk().Split('\n').Where(line => line.Contains("from before", StringComparison.Ordinal))];
        Assert.Contains($"{guarded.TokenFile}:4: Expected NAME ROLE HASH", Assert.Single(complaint), StringComparison.Ordinal);
        Assert.DoesNotContain(guarded.Tokens["read"], guarded.Service.Talk(), StringComparison.Ordinal);

        File.WriteAllText(guarded.TokenFile, good[..good.IndexOf("admin", StringComparison.Ordinal)]);
        await AskUntilAsync("has been read again: 2 tokens.");
        await HttpAsking.AssertProblem(await guarded.SendAsync("GET", "v1/stats", authorization), 401, "unauthorized");

        async Task AskUntilAsync(string words)
        {
            while (!guarded.Service.Talk().Contains(words, StringComparison.Ordinal))
            {
                using HttpResponseMessage response = await guarded.SendAsync("GET", "v1/stats", authorization);
                Assert.True((int)response.StatusCode is 200 or 401);
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public void What_is_wrong_is_refused_before_anything_is_made()
    {
        using var scratch = new ScratchDirectory();
        string file = scratch["tokens"];
        string[] make = ["token", "new", "--file", file];
        AssertSays("--role is read, write or admin", BasisProgram.Run([.. make, "--role", "root", "--name", "a"]).Refused(2));
        AssertSays("letters, digits", BasisProgram.Run([.. make, "--role", "read", "--name", "a b"]).Refused(2));
        Assert.False(File.Exists(file));
        BasisProgram.Run("token", "revoke", "a", "--file", file).Refused(3);
        AssertSays("auth.tokens", BasisProgram.Run("token", "list", "--config", scratch.Write("empty", "")).Refused(2));

        string token = BasisProgram.Run([.. make, "--role", "read", "--name", "a"]).Done();
        Assert.Matches("^basis_[A-Za-z0-9_-]{43}$", token);
        Assert.DoesNotContain(token, File.ReadAllText(file), StringComparison.Ordinal);
        BasisProgram.Run([.. make, "--role", "read", "--name", "a"]).Refused(4);
        BasisProgram.Run("token", "revoke", "b", "--file", file).Refused(3);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        string serve = Serve(scratch, file, "127.0.0.1:0", mode: UnixFileMode.UserRead | UnixFileMode.GroupRead).Refused(2);
        Assert.Contains("is open to others than its owner (GroupRead); give it the mode 0600", serve, StringComparison.Ordinal);
        File.AppendAllText(file, "a read\n");
        string malformed = Serve(scratch, file, "127.0.0.1:0", UnixFileMode.UserRead).Refused(2);
        Assert.Contains($"{file}:2: Expected NAME ROLE HASH", malformed, StringComparison.Ordinal);
        string open = Serve(scratch, string.Empty, "0.0.0.0:0", UnixFileMode.UserRead).Refused(2);
        Assert.Contains("0.0.0.0 is reachable from other machines", open, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scratch["data"]));
    }

    [Fact]
    public void A_client_does_not_use_a_token_that_others_can_read()
    {
        using var scratch = new ScratchDirectory();
        string file = scratch.Write("token", TokenSecret.New().Reveal());
        string[] get = ["get", "a", "--url", "http://127.0.0.1:1", "--token-file", file];
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("is open to others", BasisProgram.Run(get).Refused(2), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead);
        BasisProgram.Run(get).Refused(6);
        ProgramResult odd = BasisProgram.RunUnder([], [("BASIS_TOKEN", "a\nb: c")], "get", "a", "--url", "http://127.0.0.1:1");
        Assert.Contains("BASIS_TOKEN holds no token", odd.Refused(2), StringComparison.Ordinal);
        AssertSays("is for --url", BasisProgram.Run("get", "a", "--data", "x", "--token-file", file).Refused(2));
    }

    [Fact]
    public void No_bytes_crash_the_reader_and_none_are_repeated()
    {
        const int Seed = 20_261;
        var random = new Random(Seed);
        byte[] good = Encoding.ASCII.GetBytes($"# tokens\n\namy admin {new string('a', 64)}\r\nbob read {new string('B', 64)}\n");
        Assert.True(TokenSet.TryParse(good, out TokenSet? tokens, out _, out _));
        Assert.Equal([("amy", TokenRole.Admin), ("bob", TokenRole.Read)], tokens.Entries.Select(entry => (entry.Name, entry.Role)));
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = good[..random.Next(good.Length + 1)];
            for (int change = random.Next(4); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (TokenSet.TryParse(bytes, out TokenSet? read, out int line, out string? wrong))
            {
                Assert.All(read.Entries, entry => Assert.Matches("^[A-Za-z0-9_-]{1,128}$", entry.Name));
                continue;
            }

            refused++;
            Assert.InRange(line, 1, bytes.Count(b => b == '\n') + 1);
            Assert.DoesNotContain("aaaa", wrong, StringComparison.Ordinal);
        }

        Assert.True(refused > 5_000, $"seed {Seed}: {refused} refused");
    }

    private static void AssertSays(string words, string sentence) => Assert.Contains(words, sentence, StringComparison.Ordinal);

    private static ProgramResult Serve(ScratchDirectory scratch, string tokens, string listen, UnixFileMode mode)
    {
        if (tokens.Length > 0 && !OperatingSystem.IsWindows()) File.SetUnixFileMode(tokens, mode | UnixFileMode.UserWrite);
        string configuration = scratch.Write("basis.toml", $"[auth]\ntokens = \"{tokens}\"\n");
        return BasisProgram.Run("serve", "--config", configuration, "--data", scratch["data"], "--listen", listen);
    }
}
