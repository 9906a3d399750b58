using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The service behind a certificate, and clients that know its authority or do not.</summary>
public sealed class SecureTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly TestAuthority _authority = new("Authority of this test");

    public void Dispose()
    {
        _scratch.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Who_knows_the_authority_is_served_and_others_do_not_go_on()
    {
        Place(_authority.Make("first"));
        string ca = _scratch.Write("ca.pem", _authority.Pem);
        using var other = new TestAuthority("Another authority");
        string otherCa = _scratch.Write("other.pem", other.Pem);
        using ServedStore service = ServedStore.Start(_scratch["data"], "--config", Configuration());
        Assert.Equal("https", service.Address.Scheme);
        BasisProgram.Run("put", "--url", service.Url, "a", "1", "--ca", ca).Done();
        Assert.Equal("1", BasisProgram.Run("get", "--url", service.Url, "a", "--ca", ca).Done());
        foreach (string[] more in new[] { [], new[] { "--ca", otherCa } })
        {
            // Nothing was sent, so nothing is unknown.
            string refused = BasisProgram.Run(["put", "--url", service.Url, "a", "2", .. more]).Refused(6);
            Assert.Contains("The remote certificate is invalid", refused, StringComparison.Ordinal);
            Assert.DoesNotContain("unknown", refused, StringComparison.Ordinal);
        }

        BasisProgram.Run("get", "--url", service.Url.Replace("https", "http", StringComparison.Ordinal), "a").Refused(6);
        Assert.Equal("CN=first", await SubjectAsync(service, SslProtocols.Tls13));
        Assert.Equal("CN=first", await SubjectAsync(service, SslProtocols.Tls12));
        Assert.Equal("1", BasisProgram.Run("get", "--url", service.Url, "a", "--ca", ca).Done());
    }

    [Fact]
    public async Task A_new_certificate_is_taken_on_a_signal_and_a_bad_one_changes_nothing()
    {
        Place(_authority.Make("first"));
        using ServedStore service = ServedStore.Start(_scratch["data"], "--config", Configuration());
        Place(_authority.Make("second"));
        service.Signal("HUP");
        await service.HearAsync("has been read again; connections that begin now get it.");
        Assert.Equal("CN=second", await SubjectAsync(service, SslProtocols.None));
        Place((_authority.Make("third").Certificate, _authority.Make("fourth").Key));
        service.Signal("HUP");
        await service.HearAsync("basis: The certificate is the one from before: ");
        Assert.Equal("CN=second", await SubjectAsync(service, SslProtocols.None));
        Assert.Equal(0, service.Stop().ExitCode);
    }

    [Fact]
    public void What_cannot_be_used_is_refused_at_the_start()
    {
        (string certificate, string key) = _authority.Make("first");
        AssertRefused("cannot be read", certificate: null, key);
        AssertRefused("cannot be read", certificate, key: null);
        AssertRefused("cannot be used", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", key);
        AssertRefused("cannot be used", certificate, "no key at all");
        AssertRefused("cannot be used", certificate, _authority.Make("second").Key);
        Place((certificate, key));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_scratch["key.pem"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        AssertRefused("is open to others than its owner (OtherRead); give it the mode 0600");
        Assert.False(Directory.Exists(_scratch["data"]));
    }

    [Fact]
    public void An_expired_certificate_is_told_of_and_a_client_believes_no_file_without_one()
    {
        Place(_authority.Make("old", validDays: 1));
        using ServedStore service = ServedStore.Start(_scratch["data"], "--config", Configuration());
        Assert.Contains("which is not now.", service.Talk(), StringComparison.Ordinal);
        string ca = _scratch.Write("ca.pem", _authority.Pem);
        BasisProgram.Run("get", "--url", service.Url, "a", "--ca", ca).Refused(6);
        string empty = _scratch.Write("empty.pem", "no certificate");
        foreach (string file in new[] { empty, _scratch["none"], "" })
            BasisProgram.Run("get", "--url", service.Url, "a", "--ca", file).Refused(2);
        BasisProgram.Run("get", "--url", "http://127.0.0.1:1", "a", "--ca", ca).Refused(2);
    }

    private static async Task<string> SubjectAsync(ServedStore service, SslProtocols protocols)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", service.Address.Port, cancellation);
        await using var secure = new SslStream(socket.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocols,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null, // which one it is, is looked at below
        };
        await secure.AuthenticateAsClientAsync(options, cancellation);
        return ((X509Certificate2)secure.RemoteCertificate!).Subject; // a server shows one
    }

    private void Place((string Certificate, string Key) pair)
    {
        _scratch.Write("certificate.pem", pair.Certificate);
        string key = _scratch.Write("key.pem", pair.Key);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private string Configuration() => _scratch.Write(
        "basis.toml", $"[server]\ncertificate = \"{_scratch["certificate.pem"]}\"\ncertificate_key = \"{_scratch["key.pem"]}\"\n");

    private void AssertRefused(string words, string? certificate, string? key)
    {
        Place((certificate ?? string.Empty, key ?? string.Empty));
        if (certificate is null) File.Delete(_scratch["certificate.pem"]);
        if (key is null) File.Delete(_scratch["key.pem"]);
        AssertRefused(words);
    }

    private void AssertRefused(string words)
    {
        ProgramResult refused = BasisProgram.Run(
            "serve", "--config", Configuration(), "--data", _scratch["data"], "--listen", "127.0.0.1:0");
        Assert.Contains(words, refused.Refused(2), StringComparison.Ordinal);
    }
}
