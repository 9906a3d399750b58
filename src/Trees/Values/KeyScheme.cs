namespace BasisTrees;

/// <summary>How the ids of one tree become its keys: a <see cref="KeyMode"/> and a key length (docs/FORMAT.md, "Keys").</summary>
/// <remarks>
/// <para>
/// An immutable value; any thread may use it. Ids are bytes and are ordered bytewise, unsigned, a prefix before what it begins.
/// </para>
/// <para>
/// Raw: the key is the id. Hashed: the key is BLAKE2b-256 of 18 bytes, the ASCII text <c>BasisTrees key v1</c> and a zero, and then
/// the id. Padded: the key is the id, zeros, and the id's length in the last byte, so that no two ids share a key and keys are ordered
/// as their ids. A key never equals a sentinel, all zeros or all ones.
/// </para>
/// </remarks>
public sealed record KeyScheme
{
    /// <summary>The longest id of a hashed tree, in bytes: 64 KiB.</summary>
    public const int HashedIdLengthMax = 64 << 10;

    /// <summary>The length of the keys of a hashed tree, in bytes.</summary>
    public const int HashedKeyLength = Label.Length;

    /// <summary>States a scheme.</summary>
    /// <param name="mode">How ids become keys.</param>
    /// <param name="keyLength">The length of every key in bytes: 1 to 255 for raw keys, 2 to 255 for padded, 32 for hashed ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode is unknown, or no tree of this mode has this key length.</exception>
    public KeyScheme(KeyMode mode, int keyLength)
    {
        if (mode > KeyMode.Padded) throw new ArgumentOutOfRangeException(nameof(mode), mode, "The key mode is unknown.");
        if (!Allows(mode, keyLength))
        {
            throw new ArgumentOutOfRangeException(
                nameof(keyLength), keyLength, "A key has 1 to 255 bytes, a padded one at least 2, a hashed one 32.");
        }

        Mode = mode;
        KeyLength = keyLength;
    }

    /// <summary>How ids become keys.</summary>
    public KeyMode Mode { get; }

    /// <summary>The length of every key in bytes, 1 to 255.</summary>
    public int KeyLength { get; }

    /// <summary>The length of the shortest id in bytes, at least 1.</summary>
    public int IdLengthMin => Mode == KeyMode.Raw ? KeyLength : 1;

    /// <summary>The length of the longest id in bytes.</summary>
    public int IdLengthMax => Mode switch
    {
        KeyMode.Raw => KeyLength,
        KeyMode.Padded => KeyLength - 1,
        _ => HashedIdLengthMax,
    };

    /// <summary>Whether keys are ordered as their ids are, so that a range of ids is a range of keys.</summary>
    public bool KeepsOrder => Mode != KeyMode.Hashed;

    // What precedes the id in the message that a hashed tree hashes. No label's message begins like it.
    private static ReadOnlySpan<byte> DomainTag => "BasisTrees key v1\0"u8;

    /// <summary>Turns an id into its key.</summary>
    /// <param name="id">The id; any bytes, only read.</param>
    /// <param name="key">Exactly <see cref="KeyLength"/> bytes; of no meaning after a refusal. It must not overlap the id.</param>
    /// <returns>False if the id has a length that is no id's, or would be a sentinel: <see cref="Explain"/> says which.</returns>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public bool TryMap(ReadOnlySpan<byte> id, Span<byte> key)
    {
        RequireKey(key.Length, nameof(key));
        if (id.Length < IdLengthMin || id.Length > IdLengthMax) return false;
        switch (Mode)
        {
            case KeyMode.Raw:
                id.CopyTo(key);
                break;
            case KeyMode.Padded:
                Pad(id, key);
                break;
            default:
                var hash = default(Blake2bState);
                hash.Init();
                hash.Update(DomainTag);
                hash.Update(id);
                hash.Finish(key);
                break;
        }

        return !IsSentinel(key);
    }

    /// <summary>Says in one sentence, for whoever wrote the id, why <see cref="TryMap"/> refuses it.</summary>
    /// <param name="id">The id; any bytes, only read.</param>
    /// <returns>The sentence, without the id's bytes; empty if the id is accepted.</returns>
    public string Explain(ReadOnlySpan<byte> id)
    {
        if (id.IsEmpty) return "An id must not be empty.";
        if (id.Length < IdLengthMin || id.Length > IdLengthMax)
        {
            return Mode == KeyMode.Raw
                ? $"An id of this tree is the key itself and must have {KeyLength} bytes, not {id.Length}."
                : $"An id of this tree has at most {IdLengthMax} bytes, not {id.Length}.";
        }

        Span<byte> key = stackalloc byte[KeyLength];
        return TryMap(id, key) ? "" : "An id must not be all zero bytes or all FF bytes: these are the sentinels of the tree.";
    }

    /// <summary>Finds the id whose key this is, where the key tells it.</summary>
    /// <param name="key">The key; any bytes of any length, for instance from a proof.</param>
    /// <param name="id">At least <see cref="KeyLength"/> bytes; receives the id at its front. It must not overlap the key.</param>
    /// <param name="length">The id's length in bytes; 0 after a refusal.</param>
    /// <returns>False for every key of a hashed tree, and for bytes that are no id's key.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public bool TryRecover(ReadOnlySpan<byte> key, Span<byte> id, out int length)
    {
        length = 0;
        if (id.Length < KeyLength) throw new ArgumentException($"An id needs up to {KeyLength} bytes.", nameof(id));
        if (Mode == KeyMode.Hashed || key.Length != KeyLength || IsSentinel(key)) return false;
        int idLength = KeyLength;
        if (Mode == KeyMode.Padded)
        {
            idLength = key[^1];
            if (idLength < IdLengthMin || idLength > IdLengthMax || key[idLength..^1].ContainsAnyExcept((byte)0)) return false;
        }

        key[..idLength].CopyTo(id);
        length = idLength;
        return true;
    }

    /// <summary>Turns a range of ids into the range of keys that holds exactly the keys of these ids.</summary>
    /// <param name="from">The smallest id, included; need not be a possible id: it may be short or overlong. Empty: from the first.</param>
    /// <param name="to">The end, excluded; likewise. Empty: to the last.</param>
    /// <param name="lower">Exactly <see cref="KeyLength"/> bytes; receives the smallest key, included. All zeros if open.</param>
    /// <param name="upper">Exactly <see cref="KeyLength"/> bytes; receives the end, excluded. All FF if open.</param>
    /// <returns>
    /// False for a hashed tree, whose keys have no order of ids, unless both ends are open. The bounds need not be possible keys; if
    /// the lower one is not below the upper one, the range is empty.
    /// </returns>
    /// <exception cref="ArgumentException">A bound has another length.</exception>
    public bool TryRange(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, Span<byte> lower, Span<byte> upper)
    {
        RequireKey(lower.Length, nameof(lower));
        RequireKey(upper.Length, nameof(upper));
        if (!KeepsOrder && !(from.IsEmpty && to.IsEmpty)) return false;
        if (from.IsEmpty) lower.Clear();
        else Bound(from, lower);
        if (to.IsEmpty) upper.Fill(0xFF);
        else Bound(to, upper);
        return true;
    }

    /// <summary>Finds the range of keys that holds exactly the keys of the ids that begin with a prefix.</summary>
    /// <param name="prefix">The prefix, of any length; empty: all ids.</param>
    /// <param name="lower">As in <see cref="TryRange"/>.</param>
    /// <param name="upper">As in <see cref="TryRange"/>.</param>
    /// <returns>As in <see cref="TryRange"/>; false for a hashed tree unless the prefix is empty.</returns>
    /// <exception cref="ArgumentException">A bound has another length.</exception>
    public bool TryPrefixRange(ReadOnlySpan<byte> prefix, Span<byte> lower, Span<byte> upper)
    {
        // Past the prefix's last byte that can be increased lies the first text that no longer begins with the prefix.
        int end = prefix.LastIndexOfAnyExcept((byte)0xFF) + 1;
        if (!TryRange(prefix, [], lower, upper)) return false;
        if (end > 0) Bound(prefix[..end], upper, increase: true);
        return true;
    }

    /// <summary>Whether a tree of a mode can have keys of a length.</summary>
    internal static bool Allows(KeyMode mode, int keyLength) => mode switch
    {
        KeyMode.Raw => keyLength is >= 1 and <= TreeParameters.KeyLengthMax,
        KeyMode.Padded => keyLength is >= 2 and <= TreeParameters.KeyLengthMax,
        KeyMode.Hashed => keyLength == HashedKeyLength,
        _ => false,
    };

    private static bool IsSentinel(ReadOnlySpan<byte> key) =>
        !key.ContainsAnyExcept((byte)0) || !key.ContainsAnyExcept((byte)0xFF);

    private static void Pad(ReadOnlySpan<byte> id, Span<byte> key)
    {
        id.CopyTo(key);
        key[id.Length..].Clear();
        key[^1] = (byte)id.Length;
    }

    // Writes the key b for which every possible id is at or past the bound exactly if its key is at or past b. An id is never longer
    // than IdLengthMax: it is at or past an overlong bound exactly if it is past what fits of it, so past that one's key. With
    // `increase` the bound's last byte counts as one more; it is below FF.
    private void Bound(ReadOnlySpan<byte> bound, Span<byte> key, bool increase = false)
    {
        bool overlong = bound.Length > IdLengthMax;
        ReadOnlySpan<byte> fitting = overlong ? bound[..IdLengthMax] : bound;
        if (Mode == KeyMode.Padded)
        {
            // One past the key of a longest id is its length byte and one, at most 255: there is never a carry.
            Pad(fitting, key);
            if (overlong) key[^1]++;
        }
        else
        {
            fitting.CopyTo(key);
            key[fitting.Length..].Clear();
            if (overlong) Increment(key);
        }

        if (increase && !overlong) key[fitting.Length - 1]++;
    }

    // The next key in order; all FF stays, since no key of an id lies there or past it.
    private static void Increment(Span<byte> key)
    {
        int last = key.LastIndexOfAnyExcept((byte)0xFF);
        if (last < 0) return;
        key[last]++;
        key[(last + 1)..].Clear();
    }

    private void RequireKey(int length, string name)
    {
        if (length != KeyLength) throw new ArgumentException($"A key of this tree has {KeyLength} bytes, not {length}.", name);
    }
}
