using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Configuration;
using BasisTrees.Host.Telemetry;
using BasisTrees.Host.Tokens;

namespace BasisTrees.Host.Http;

/// <summary>Who is let in, and by what certificate the service is known to them.</summary>
/// <param name="Tokens">The tokens, or null if everybody may ask.</param>
/// <param name="Certificate">The certificate, or null for plain HTTP.</param>
internal sealed record Gate(TokenWatch? Tokens, ServerCertificate? Certificate)
{
    /// <summary>Reads the files that the settings name.</summary>
    internal static bool TryOpen(
        Settings settings, Journal journal, [NotNullWhen(true)] out Gate? gate, [NotNullWhen(false)] out string? refusal)
    {
        gate = null;
        TokenWatch? tokens = null;
        ServerCertificate? certificate = null;
        if (settings.Auth.Tokens is { } file && !TokenWatch.TryOpen(file, journal, out tokens, out refusal)) return false;
        if (settings.Server.Certificate is { } pair
            && !ServerCertificate.TryRead(pair.File, pair.KeyFile, journal, out certificate, out refusal)) return false;
        refusal = null;
        if (tokens is { Current.Entries.Count: 0 })
            journal.Write(JournalEvent.TokensEmpty, $"There is no token in {settings.Auth.Tokens}: nobody may ask.");
        gate = new Gate(tokens, certificate);
        return true;
    }

    /// <summary>Reads the files again and says what came of it; what cannot be used changes nothing.</summary>
    /// <param name="settings">May name other files than before.</param>
    /// <param name="journal">Where it is said.</param>
    internal void Reload(Settings settings, Journal journal)
    {
        if (Tokens is not null && settings.Auth.Tokens is { } file) Tokens.Reload(file);
        if (Certificate is null || settings.Server.Certificate is not { } pair) return;
        if (Certificate.TryReload(pair.File, pair.KeyFile, journal, out string? refusal))
        {
            journal.Write(
                JournalEvent.CertificateRead, $"The certificate {pair.File} has been read again; connections that begin now get it.");
        }
        else
        {
            journal.Write(JournalEvent.CertificateRefused, $"The certificate is the one from before: {refusal}");
        }
    }
}
