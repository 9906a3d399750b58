using BasisTrees.Persistence;

namespace BasisTrees.Tests.Support;

/// <summary>
/// A disk in memory that behaves as badly as real ones may. Unsynced writes survive a crash as a random subset, torn and with holes;
/// creations, renames and deletions survive as a random prefix of their order until the directory is synced; a failed sync forgets what
/// was dirty while processes go on seeing it; a kill keeps what processes see, a crash does not. All by seed.
/// </summary>
internal sealed class SimDisk : IDisk
{
    private const int ReserveKept = 64;
    private const int IdentityAt = 64;

    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly HashSet<string> _locks = [];
    private readonly List<Action<Dictionary<string, SimDiskInode>>> _unsyncedNames = [];
    private Dictionary<string, SimDiskInode> _names = [];
    private Dictionary<string, SimDiskInode> _deviceNames = [];
    private long _faultAt;
    private SimDiskFault _fault;

    internal SimDisk(int seed) => _random = new Random(seed);

    public string Location => "/sim";

    /// <summary>The operations carried out or refused so far.</summary>
    internal long Operations { get; private set; }

    /// <summary>How many of the faults that were asked for have happened.</summary>
    internal int Faults { get; private set; }

    /// <summary>Whether the power is gone: everything fails until <see cref="Crash"/> turns it on again.</summary>
    internal bool IsDown { get; private set; }

    /// <summary>How many bytes all files may have together; writing beyond it does what fits and fails.</summary>
    internal long Capacity { get; set; } = long.MaxValue;

    /// <summary>Bytes that somebody else has taken of the capacity.</summary>
    internal long TakenByOthers { get; set; }

    /// <summary>Counts kills and crashes; handles and locks of an earlier life are dead.</summary>
    internal int Life { get; private set; }

    public string PathOf(string name) => $"{Location}/{name}";

    public IReadOnlyList<string> List() => Do(Life, "list", "", () => _names.Keys.Order(StringComparer.Ordinal).ToArray());

    public IFile Open(string name, FileOpening opening) => Do<IFile>(Life, opening == FileOpening.Create ? "create" : "open", name, () =>
    {
        SimDiskInode? inode = _names.GetValueOrDefault(name);
        if (opening == FileOpening.Create)
        {
            if (inode is null) Make(name, inode = new SimDiskInode());
            else inode.SetLength(0);
        }
        else if (inode is null)
        {
            throw new StoreNotFoundException($"Cannot open {PathOf(name)}: it does not exist.", PathOf(name));
        }

        return new SimDiskFile(this, inode, name, opening != FileOpening.Read);
    });

    public void Rename(string from, string to) => Do(Life, "rename", from, () =>
    {
        if (!_names.ContainsKey(from)) throw new StoreNotFoundException($"Cannot rename {PathOf(from)}: it does not exist.", PathOf(from));
        Name(names =>
        {
            if (names.Remove(from, out SimDiskInode? inode)) names[to] = inode;
        });
        return 0;
    });

    public void Delete(string name) => Do(Life, "delete", name, () =>
    {
        if (!_names.ContainsKey(name)) throw new StoreNotFoundException($"Cannot delete {PathOf(name)}: it does not exist.", PathOf(name));
        Name(names => names.Remove(name));
        return 0;
    });

    public void SyncDirectory() => Do(Life, "sync the directory", "", () =>
    {
        _unsyncedNames.Clear();
        _deviceNames = new Dictionary<string, SimDiskInode>(_names);
        return 0;
    });

    public ulong IdentityOf(string name) => Do(Life, "read the identity of", name, () => _names.TryGetValue(name, out SimDiskInode? inode)
        ? inode.Number
        : throw new StoreNotFoundException($"Cannot read the identity of {PathOf(name)}: it does not exist.", PathOf(name)));

    // Asking for space is no operation that faults are counted by: whether it is asked must not move them.
    public long FreeBytes()
    {
        lock (_lock) return Free();
    }

    public long TotalBytes() => Capacity;

    public IDisposable? TryLock(string name) => Do(Life, "lock", name, () => _locks.Add(name) ? new SimDiskLock(this, name) : null);

    /// <summary>Makes the n-th operation from now fail, once.</summary>
    /// <param name="operationsFromNow">1 for the next operation.</param>
    /// <param name="fault">How it fails.</param>
    internal void FailAt(long operationsFromNow, SimDiskFault fault)
    {
        lock (_lock)
        {
            _faultAt = Operations + operationsFromNow;
            _fault = fault;
        }
    }

    /// <summary>Forgets the fault that was asked for.</summary>
    internal void FailNoMore()
    {
        lock (_lock) _fault = SimDiskFault.None;
    }

    /// <summary>The process dies: what it wrote is seen by the next one, its handles and locks are gone.</summary>
    internal void Kill()
    {
        lock (_lock) EndLife();
    }

    /// <summary>The power goes and comes back.</summary>
    internal void Crash()
    {
        lock (_lock)
        {
            EndLife();
            IsDown = false;
            int survivors = _random.Next(_unsyncedNames.Count + 1);
            for (int i = 0; i < survivors; i++) _unsyncedNames[i](_deviceNames);
            _unsyncedNames.Clear();
            _names = new Dictionary<string, SimDiskInode>(_deviceNames);
            foreach (string name in _names.Keys.Order(StringComparer.Ordinal)) _names[name].Crash(_random);
        }
    }

    /// <summary>A copy of all files as a process sees them, by name; of the reserve, whose bytes mean nothing, the first.</summary>
    internal Dictionary<string, byte[]> Image()
    {
        lock (_lock)
        {
            return _names.ToDictionary(
                pair => pair.Key,
                pair => pair.Value.Cache.Read(0, pair.Key == FileNames.Reserve ? ReserveKept : int.MaxValue),
                StringComparer.Ordinal);
        }
    }

    /// <summary>
    /// Puts a file at rest, or takes it away. Like a device that was copied bit by bit it has the identity that it states itself, if any.
    /// </summary>
    internal void Replace(string name, byte[]? bytes)
    {
        lock (_lock)
        {
            _names.Remove(name);
            _deviceNames.Remove(name);
            if (bytes is null) return;
            bool hasIdentity = name == FileNames.Incarnation && bytes.Length >= IdentityAt + sizeof(ulong);
            var inode = new SimDiskInode();
            if (hasIdentity) inode.Number = BitConverter.ToUInt64(bytes, IdentityAt);
            inode.Replace(bytes);
            _names[name] = _deviceNames[name] = inode;
        }
    }

    /// <summary>Flips bits of one byte at rest.</summary>
    internal void Flip(string name, int offset, byte mask)
    {
        lock (_lock) _names[name].Flip(offset, mask);
    }

    /// <summary>A disk onto which the files of another one were copied one by one.</summary>
    internal static SimDisk FromCopies(Dictionary<string, byte[]> image, int seed)
    {
        SimDisk disk = FromImage(image, seed);
        foreach (SimDiskInode inode in disk._names.Values) inode.Number = new SimDiskInode().Number;
        return disk;
    }

    internal static SimDisk FromImage(IEnumerable<KeyValuePair<string, byte[]>> image, int seed)
    {
        var disk = new SimDisk(seed);
        foreach ((string name, byte[] bytes) in image) disk.Replace(name, bytes);
        return disk;
    }

    internal T Do<T>(int life, string action, string name, Func<T> operation)
    {
        lock (_lock)
        {
            switch (Next(life, action, name))
            {
                case SimDiskFault.None:
                    return operation();
                case SimDiskFault.CrashAfter:
                    operation();
                    throw Down(action, name);
                case SimDiskFault.InputOutput:
                    throw Failure(action, name);
                default:
                    throw Full(action, name);
            }
        }
    }

    internal void Write(int life, string name, int length, Func<long> growth, Action<int> write)
    {
        lock (_lock)
        {
            SimDiskFault fault = Next(life, "write", name);
            long grows = growth();
            if (grows > Fits(grows))
            {
                write((int)Math.Max(0, length - grows + Fits(grows)));
                throw Full("write", name);
            }

            if (fault is SimDiskFault.None or SimDiskFault.CrashAfter) write(length);
            else if (fault != SimDiskFault.NoSpace) write(_random.Next(length));
            switch (fault)
            {
                case SimDiskFault.None:
                    return;
                case SimDiskFault.CrashAfter:
                    throw Down("write", name);
                case SimDiskFault.InputOutput:
                    throw Failure("write", name);
                default:
                    throw Full("write", name);
            }
        }
    }

    internal void SyncFile(int life, string name, SimDiskInode inode)
    {
        lock (_lock)
        {
            switch (Next(life, "sync", name))
            {
                case SimDiskFault.None:
                    inode.Sync();
                    return;
                case SimDiskFault.CrashAfter:
                    inode.Sync();
                    throw Down("sync", name);
                case SimDiskFault.InputOutput:
                    inode.FailSync(_random);
                    throw Failure("sync", name);
                default:
                    inode.FailSync(_random);
                    throw Full("sync", name);
            }
        }
    }

    internal void Unlock(int life, string name)
    {
        lock (_lock)
        {
            if (life == Life) _locks.Remove(name);
        }
    }

    /// <summary>How many of so many more bytes there is room for; under the lock.</summary>
    internal long Fits(Func<long> growth) => Fits(growth());

    internal StoreFullException Full(string action, string name) =>
        new($"Cannot {action} {PathOf(name)}: the disk is full (simulated).", PathOf(name));

    private long Fits(long growth) => Math.Min(growth, Free());

    private long Free() => Capacity == long.MaxValue
        ? Capacity
        : Math.Max(0, Capacity - TakenByOthers - _names.Values.Sum(inode => (long)inode.Cache.Length));

    private SimDiskFault Next(int life, string action, string name)
    {
        if (IsDown || life != Life) throw Down(action, name);
        Operations++;
        if (_fault == SimDiskFault.None || Operations != _faultAt) return SimDiskFault.None;
        Faults++;
        IsDown = _fault is SimDiskFault.CrashBefore or SimDiskFault.CrashAfter;
        return _fault == SimDiskFault.CrashBefore ? throw Down(action, name) : _fault;
    }

    private void Make(string name, SimDiskInode inode) => Name(names => names[name] = inode);

    private void Name(Action<Dictionary<string, SimDiskInode>> change)
    {
        change(_names);
        _unsyncedNames.Add(change);
    }

    private void EndLife()
    {
        Life++;
        _locks.Clear();
    }

    private StoreDiskException Down(string action, string name) =>
        new($"Cannot {action} {PathOf(name)}: the machine is off.", PathOf(name));

    private StoreDiskException Failure(string action, string name) =>
        new($"Cannot {action} {PathOf(name)}: input/output error (simulated).", PathOf(name), errno: 5);
}
