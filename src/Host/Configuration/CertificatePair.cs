namespace BasisTrees.Host.Configuration;

/// <summary>Where a certificate lies and where its key.</summary>
/// <param name="File">The certificate, PEM, with the authorities between it and a known one after it.</param>
/// <param name="KeyFile">Its key, PEM.</param>
internal sealed record CertificatePair(string File, string KeyFile);
