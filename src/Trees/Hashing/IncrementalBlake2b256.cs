namespace BasisTrees;

/// <summary>BLAKE2b-256 without a key (RFC 7693) of a message that comes in pieces.</summary>
/// <remarks>
/// One object hashes any number of messages, one after the other, and allocates nothing but itself. One thread at a time.
/// </remarks>
public sealed class IncrementalBlake2b256
{
    // Owned by this object; mutable, so never read through a copy.
    private Blake2bState _state;

    /// <summary>Begins the first message, which is empty so far.</summary>
    public IncrementalBlake2b256() => _state.Init();

    /// <summary>Appends a piece to the message.</summary>
    /// <param name="piece">Any number of bytes, also none; only read, and no longer used after the call.</param>
    public void Append(ReadOnlySpan<byte> piece) => _state.Update(piece);

    /// <summary>Ends the message and begins the next one.</summary>
    /// <returns>The 32 bytes of the hash of all pieces since the last call, in their order.</returns>
    public Label Finish()
    {
        Span<byte> hash = stackalloc byte[Blake2b256.Length];
        _state.Finish(hash);
        _state.Init();
        return new Label(hash);
    }
}
