using Microsoft.Win32.SafeHandles;

namespace BasisTrees.Persistence;

/// <summary>A lock on a file of a directory, until it is disposed.</summary>
/// <remarks>
/// The lock belongs to the open file, which a child process shares between its fork and its exec. Closing alone would leave the lock to
/// such a child, and whoever opens the store in that moment would be refused; so it is released first, for all who share the file.
/// </remarks>
internal sealed class HeldLock(SafeFileHandle file) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        // A refusal to release is not worth telling: closing the file does the same a moment later.
        if (!file.IsClosed) _ = Libc.Lock(file, Libc.LockRelease);
        file.Dispose();
    }
}
