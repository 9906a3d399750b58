namespace BasisTrees.Host.Http;

/// <summary>What the body of one request takes of the room for all.</summary>
/// <param name="room">The room.</param>
internal sealed class BodyShare(BodyRoom room) : IDisposable
{
    private long _bytes;

    /// <summary>Takes more.</summary>
    /// <exception cref="BodyRoomException">There is not so much left.</exception>
    internal void Take(long bytes)
    {
        if (!room.TryTake(bytes)) throw new BodyRoomException();
        _bytes += bytes;
    }

    /// <summary>Gives all of it back.</summary>
    public void Dispose()
    {
        room.Return(_bytes);
        _bytes = 0;
    }
}
