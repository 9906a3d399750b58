namespace BasisTrees.Persistence;

/// <summary>A backup is whole, and still not what is needed: another store's, too old, or under another key.</summary>
public sealed class BackupRefusedException : StoreException
{
    /// <summary>States why.</summary>
    /// <param name="refusal">The kind of reason.</param>
    /// <param name="message">One clear sentence.</param>
    /// <param name="file">The file or directory.</param>
    /// <param name="inner">What caused it, or null.</param>
    public BackupRefusedException(BackupRefusal refusal, string message, string? file = null, Exception? inner = null)
        : base(message, file, inner: inner) => Refusal = refusal;

    /// <summary>The kind of reason.</summary>
    public BackupRefusal Refusal { get; }
}
