namespace BasisTrees.Host.Http;

/// <summary>
/// The memory that the bodies of requests may take together: what many clients send at once is bounded like what one of them sends.
/// </summary>
/// <param name="bytesMax">All together, in bytes.</param>
/// <remarks>Any thread.</remarks>
internal sealed class BodyRoom(long bytesMax)
{
    private long _taken;

    /// <summary>Takes room for a request; it is given back with what is returned.</summary>
    internal BodyShare Open() => new(this);

    /// <summary>Takes room.</summary>
    /// <returns>False if there is not so much left; then nothing is taken.</returns>
    internal bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= bytesMax) return true;
        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    internal void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
