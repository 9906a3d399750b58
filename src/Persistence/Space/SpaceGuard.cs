namespace BasisTrees.Persistence;

/// <summary>
/// Knows how much more may be written: the store's quota, the free space, and the reserve that is given back when a write finds the disk
/// full all the same.
/// </summary>
/// <remarks>
/// Any thread. Whoever appends to a file asks <see cref="Refusal"/> or <see cref="Allows"/> first and reports with <see cref="Wrote"/>; on
/// a <see cref="StoreFullException"/> it calls <see cref="TryRelease"/> and, if that is true, writes once more at the same place. A sync is
/// never repeated.
/// </remarks>
internal sealed class SpaceGuard
{
    /// <summary>So many bytes of the disk are left alone: directories, file tables and half-full blocks take some as well.</summary>
    internal const int MarginBytes = 64 << 10;

    // The reserve takes at most this part of a file system.
    private const int ReserveShare = 16;

    // Between two measurements at most so much is written.
    private const long AllowanceMax = 64 << 20;

    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly IDisk _disk;
    private readonly TimeProvider _time;
    private readonly long _quota;
    private readonly ReserveFile? _reserve; // null if none is wanted
    private SpaceState _state; // guarded by _lock, like all below
    private long _allowance;
    private long _measuredAt;
    private long _used;
    private long _countedAt;
    private long _triedAt;
    private bool _isCounted;
    private bool _isCountExact;
    private bool _wasTried;

    internal SpaceGuard(IDisk disk, StoreOptions options, TimeProvider time)
    {
        _disk = disk;
        _time = time;
        _quota = options.QuotaBytes;
        long reserve = Math.Min(options.ReserveBytes, (TryAsk(disk.TotalBytes) ?? long.MaxValue) / ReserveShare);
        if (reserve >= LogFormat.ReserveMagic.Length) _reserve = new ReserveFile(disk, reserve);
    }

    /// <summary>The present state; a degraded store looks, at most once a second, whether it has room again.</summary>
    internal SpaceState State
    {
        get
        {
            lock (_lock)
            {
                if (_state == SpaceState.Degraded && IsDue()) Restore();
                return _state;
            }
        }
    }

    /// <summary>Sets the reserve aside when the store has been opened, or gives back one that is no longer wanted.</summary>
    internal void Begin()
    {
        lock (_lock)
        {
            if (_reserve is null)
            {
                Release();
                return;
            }

            _state = SpaceState.Degraded;
            Restore();
        }
    }

    /// <summary>Says why bytes may not be written for a batch.</summary>
    /// <param name="bytes">All that would be written and is not yet.</param>
    /// <returns>Null if they may be, else one sentence.</returns>
    internal string? Refusal(long bytes)
    {
        lock (_lock)
        {
            if (_state == SpaceState.Degraded && !(IsDue() && Restore()))
                return SpaceText.NoReserve(_reserve?.Length ?? 0, TryAsk(_disk.FreeBytes), _disk.Location);
            if (bytes <= _allowance && _time.GetElapsedTime(_measuredAt) < MeasureEvery) return null;
            long free = ReadFree();
            if (bytes > free - MarginBytes) return SpaceText.NoFreeBytes(bytes, free, _disk.Location);
            long left = ReadQuotaLeft(bytes);
            if (bytes > left) return SpaceText.QuotaUsed(bytes, _used, _quota, _disk.Location);
            _allowance = Math.Min(AllowanceMax, Math.Min(free - MarginBytes, left) / 2);
            _measuredAt = _time.GetTimestamp();
            return null;
        }
    }

    /// <summary>Whether bytes may be written as a batch's may.</summary>
    internal bool Allows(long bytes) => Refusal(bytes) is null;

    /// <summary>
    /// Whether bytes may be written by work that is done to need less afterwards, or to bring a store back: it may use the reserve.
    /// </summary>
    internal bool AllowsUpkeep(long bytes)
    {
        lock (_lock)
        {
            long held = _reserve?.Held ?? 0;
            return bytes - held <= ReadFree() && bytes - held <= ReadQuotaLeft(bytes - held);
        }
    }

    /// <summary>Counts bytes that files of the store have grown by.</summary>
    internal void Wrote(long bytes)
    {
        lock (_lock)
        {
            _allowance = Math.Max(0, _allowance - bytes);
            _used += bytes;
            _isCountExact = false;
        }
    }

    /// <summary>Gives the reserve back to the disk after a write that found it full; from then on batches are refused.</summary>
    /// <returns>Whether there was a reserve, so that the write may be tried once more at the same place.</returns>
    internal bool TryRelease()
    {
        lock (_lock) return Release();
    }

    /// <summary>Sets the reserve aside again if there is room for it, at once.</summary>
    /// <returns>Whether batches are taken now.</returns>
    internal bool TryRestore()
    {
        lock (_lock) return _state == SpaceState.Normal || Restore();
    }

    /// <summary>The figures of this moment; a degraded store looks, at most once a second, whether it has room again.</summary>
    internal SpaceFigures Figures()
    {
        lock (_lock)
        {
            if (_state == SpaceState.Degraded && IsDue()) Restore();
            return new SpaceFigures(
                _state, _quota, TryAsk(() => StoreFiles.CountBytes(_disk)), TryAsk(_disk.FreeBytes), _reserve?.Held ?? 0);
        }
    }

    private bool IsDue() => !_wasTried || _time.GetElapsedTime(_triedAt) >= MeasureEvery;

    private bool Release()
    {
        _allowance = 0;
        _wasTried = true;
        _triedAt = _time.GetTimestamp();
        if (_reserve is not null) _state = SpaceState.Degraded;
        try
        {
            return (_reserve ?? new ReserveFile(_disk, 0)).Release();
        }
        catch (StoreException)
        {
            return false; // the write that found the disk full is the failure to be told
        }
    }

    private bool Restore()
    {
        if (_reserve is null) return true;
        _wasTried = true;
        _triedAt = _time.GetTimestamp();
        try
        {
            long missing = _reserve.ReadMissing();
            if (missing > 0 && (missing > ReadFree() - MarginBytes || missing > ReadQuotaLeft(missing))) return false;
            _reserve.Take();
            if (missing > 0) _isCounted = false;
        }
        catch (StoreException)
        {
            return false; // the store only reads until it can be done
        }

        _allowance = 0;
        _state = SpaceState.Normal;
        return true;
    }

    // A disk that does not say what is free is written to until it says that it is full.
    private long ReadFree() => TryAsk(_disk.FreeBytes) ?? long.MaxValue;

    // Counting all files is dear, so what is known to have been written is added until a second has passed, or the sum does not suffice.
    private long ReadQuotaLeft(long bytes)
    {
        if (_quota == 0) return long.MaxValue;
        bool isOld = !_isCounted || _time.GetElapsedTime(_countedAt) >= MeasureEvery;
        if (isOld || (!_isCountExact && bytes > _quota - _used))
        {
            _used = TryAsk(() => StoreFiles.CountBytes(_disk)) ?? _used;
            _countedAt = _time.GetTimestamp();
            _isCounted = _isCountExact = true;
        }

        return _quota - _used;
    }

    private static long? TryAsk(Func<long> figure)
    {
        try
        {
            return figure();
        }
        catch (StoreException)
        {
            return null;
        }
    }
}
