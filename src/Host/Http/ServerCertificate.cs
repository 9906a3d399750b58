using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BasisTrees.Host.Telemetry;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Http;

/// <summary>The certificate by which the service shows who it is, with the authorities between it and a known one.</summary>
/// <remarks>Any thread may use it. Connections that are open keep the certificate that they began with.</remarks>
internal sealed class ServerCertificate
{
    private const int FileBytesMax = 1 << 20;

    private volatile SslStreamCertificateContext _chain;

    private ServerCertificate(SslStreamCertificateContext chain) => _chain = chain;

    /// <summary>What a connection that begins now is given.</summary>
    internal SslStreamCertificateContext Chain => _chain;

    /// <summary>Reads the two files.</summary>
    /// <param name="certificate">PEM: the certificate of the service, then those of the authorities between.</param>
    /// <param name="key">PEM: its key, which nobody but its owner may read.</param>
    /// <param name="journal">Where it is told that the certificate is not valid now.</param>
    /// <param name="read">What they hold.</param>
    /// <param name="refusal">One sentence about a file that cannot be used.</param>
    internal static bool TryRead(
        string certificate,
        string key,
        Journal journal,
        [NotNullWhen(true)] out ServerCertificate? read,
        [NotNullWhen(false)] out string? refusal)
    {
        read = TryReadChain(certificate, key, journal, out SslStreamCertificateContext? chain, out refusal)
            ? new ServerCertificate(chain)
            : null;
        return read is not null && refusal is null;
    }

    /// <summary>Reads the files again, which may be other ones than before; what cannot be used changes nothing.</summary>
    internal bool TryReload(string certificate, string key, Journal journal, [NotNullWhen(false)] out string? refusal)
    {
        if (!TryReadChain(certificate, key, journal, out SslStreamCertificateContext? chain, out refusal)) return false;
        _chain = chain;
        return true;
    }

    private static bool TryReadChain(
        string certificate,
        string key,
        Journal journal,
        [NotNullWhen(true)] out SslStreamCertificateContext? chain,
        [NotNullWhen(false)] out string? refusal)
    {
        chain = null;
        if (!TryReadText(certificate, out string? pem, out string? what)) refusal = $"The certificate {certificate} {what}.";
        else if (!TryReadKey(key, out string? keyPem, out what)) refusal = $"The key of the certificate {key} {what}.";
        else if (!TryJoin(pem, keyPem, out X509Certificate2Collection? certificates, out what))
            refusal = $"The certificate {certificate} with the key {key} cannot be used: {what}";
        else
        {
            X509Certificate2 own = certificates[0];
            refusal = null;
            certificates.RemoveAt(0);

            // Offline: nothing is fetched from addresses that stand in a certificate.
            chain = SslStreamCertificateContext.Create(own, certificates, offline: true);
            DateTime now = DateTime.UtcNow;
            if (now < own.NotBefore.ToUniversalTime() || now > own.NotAfter.ToUniversalTime())
            {
                journal.Write(JournalEvent.CertificateNotValid, string.Create(
                    CultureInfo.InvariantCulture,
                    $"The certificate {certificate} is valid from {own.NotBefore:u} to {own.NotAfter:u}, which is not now."));
            }
        }

        return chain is not null && refusal is null;
    }

    private static bool TryReadText(string path, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? refusal)
    {
        text = null;
        refusal = null;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > FileBytesMax }) refusal = $"has more than {FileBytesMax} bytes";
            else text = File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            refusal = $"cannot be read: {failure.Message.TrimEnd('.')}";
        }

        return text is not null && refusal is null;
    }

    private static bool TryReadKey(string path, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? refusal)
    {
        text = null;
        byte[] bytes = new byte[FileBytesMax];
        if (SecretFile.TryRead(path, bytes, out int length, out refusal)) text = Encoding.UTF8.GetString(bytes, 0, length);
        CryptographicOperations.ZeroMemory(bytes);
        return text is not null && refusal is null;
    }

    private static bool TryJoin(
        string pem,
        string keyPem,
        [NotNullWhen(true)] out X509Certificate2Collection? certificates,
        [NotNullWhen(false)] out string? refusal)
    {
        certificates = null;
        refusal = null;
        try
        {
            var all = new X509Certificate2Collection(X509Certificate2.CreateFromPem(pem, keyPem));
            var shown = new X509Certificate2Collection();
            shown.ImportFromPem(pem);
            foreach (X509Certificate2 between in shown.Skip(1)) all.Add(between);
            certificates = all;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            refusal = failure.Message.Split('\n')[0].Split(" (Parameter")[0];
        }

        return certificates is not null && refusal is null;
    }
}
