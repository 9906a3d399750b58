namespace BasisTrees.Host.Configuration;

/// <summary>Who may ask the service.</summary>
/// <param name="Tokens">The token file; null lets everybody ask who reaches the loopback interface.</param>
internal sealed record AuthSettings(string? Tokens);
