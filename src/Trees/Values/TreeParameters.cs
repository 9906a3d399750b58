namespace BasisTrees;

/// <summary>
/// The constants of one tree: how long keys are, and whether values have one fixed length or any up to a maximum. No hash covers
/// them and no proof may state them: prover and verifier must be given the same ones from outside (AVL-FORMAT section 1).
/// </summary>
/// <remarks>Immutable; any thread may use it.</remarks>
public sealed record TreeParameters
{
    /// <summary>The longest key a tree can be made for, in bytes.</summary>
    public const int KeyLengthMax = 255;

    /// <summary>The longest value that any tree accepts, in bytes: 16 MiB.</summary>
    public const int ValueLengthLimit = 16 << 20;

    /// <summary>The longest value a variable-length tree accepts unless told otherwise, in bytes: 1 MiB.</summary>
    public const int ValueLengthDefault = 1 << 20;

    /// <summary>States the constants of a tree.</summary>
    /// <param name="keyLength">The length of every key in bytes, 1 to 255.</param>
    /// <param name="valueLength">The length of every value in bytes, 0 to 16 MiB, or null if values vary in length.</param>
    /// <param name="valueLengthMax">
    /// The longest value in bytes, 0 to 16 MiB. With a fixed length it is that length and need not be given.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A length is out of its range.</exception>
    public TreeParameters(int keyLength, int? valueLength = null, int? valueLengthMax = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keyLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keyLength, KeyLengthMax);
        if (valueLength is { } fixedLength)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(fixedLength, nameof(valueLength));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(fixedLength, ValueLengthLimit, nameof(valueLength));
            if (valueLengthMax is { } stated) ArgumentOutOfRangeException.ThrowIfNotEqual(stated, fixedLength, nameof(valueLengthMax));
        }

        int max = valueLengthMax ?? valueLength ?? ValueLengthDefault;
        ArgumentOutOfRangeException.ThrowIfNegative(max, nameof(valueLengthMax));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, ValueLengthLimit, nameof(valueLengthMax));
        KeyLength = keyLength;
        ValueLength = valueLength;
        ValueLengthMax = max;
    }

    /// <summary>The length of every key in bytes, 1 to 255.</summary>
    public int KeyLength { get; }

    /// <summary>The length of every value in bytes, or null if values vary in length.</summary>
    public int? ValueLength { get; }

    /// <summary>The longest value in bytes; equal to <see cref="ValueLength"/> where that is given.</summary>
    public int ValueLengthMax { get; }
}
