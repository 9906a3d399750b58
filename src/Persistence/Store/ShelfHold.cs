namespace BasisTrees.Persistence;

/// <summary>One reader's hold on a shelved revision. A reader who forgets it loses it when nothing refers to it any more.</summary>
/// <param name="release">Done once.</param>
internal sealed class ShelfHold(Action release) : IDisposable
{
    private int _isReleased;

    /// <summary>Gives back what was forgotten.</summary>
    ~ShelfHold() => Release();

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0) release();
    }
}
