namespace BasisTrees.Tests.Support;

/// <summary>A simulated file: what processes see, what the device holds, and the changes between the two that no sync confirmed.</summary>
internal sealed class SimDiskInode
{
    private const int SectorLength = 512;

    private static long s_made;

    private readonly List<SimDiskChange> _unsynced = [];

    /// <summary>What tells it from every other file, of other disks as well.</summary>
    internal ulong Number { get; set; } = (ulong)Interlocked.Increment(ref s_made);

    internal SimDiskBytes Cache { get; } = new();

    internal SimDiskBytes Device { get; } = new();

    internal void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        Cache.Write(offset, bytes);
        _unsynced.Add(new SimDiskChange(offset, bytes.ToArray()));
    }

    internal void SetLength(long length)
    {
        Cache.SetLength(length);
        _unsynced.Add(new SimDiskChange(length, null));
    }

    /// <summary>
    /// Brings the unconfirmed changes to the device, and only these: what an earlier failed sync has forgotten stays forgotten.
    /// </summary>
    internal void Sync()
    {
        foreach (SimDiskChange change in _unsynced)
        {
            if (change.Bytes is { } bytes) Device.Write(change.Offset, bytes);
            else Device.SetLength(change.Offset);
        }

        _unsynced.Clear();
    }

    /// <summary>A sync fails: some of it may have reached the device, and the rest is forgotten although processes still see it.</summary>
    internal void FailSync(Random random) => Settle(random);

    /// <summary>The power goes: a random subset of the unconfirmed changes is on the device, and that is all there is.</summary>
    internal void Crash(Random random)
    {
        Settle(random);
        Cache.CopyFrom(Device);
    }

    /// <summary>Puts bytes at rest, on the device and in everybody's sight.</summary>
    internal void Replace(ReadOnlySpan<byte> bytes)
    {
        _unsynced.Clear();
        Cache.SetLength(0);
        Cache.Write(0, bytes);
        Device.CopyFrom(Cache);
    }

    /// <summary>Changes one byte at rest.</summary>
    internal void Flip(int offset, byte mask)
    {
        Cache.Span[offset] ^= mask;
        if (offset < Device.Length) Device.Span[offset] ^= mask;
    }

    private void Settle(Random random)
    {
        // Sometimes the device was quick or slow as a whole; otherwise every change has its own fate.
        int all = random.Next(6);
        foreach (SimDiskChange change in _unsynced)
        {
            int fate = all switch { 0 => 0, 1 => 9, _ => random.Next(10) };
            if (change.Bytes is not { } bytes)
            {
                if (fate >= 5) Device.SetLength(change.Offset);
            }
            else if (fate >= 6)
            {
                Device.Write(change.Offset, bytes);
            }
            else if (fate >= 3)
            {
                Tear(random, change.Offset, bytes);
            }
            else if (fate == 2 && change.Offset + bytes.Length > Device.Length)
            {
                // The length grew, the bytes did not come.
                Device.SetLength(change.Offset + bytes.Length);
            }
        }

        _unsynced.Clear();
    }

    private void Tear(Random random, long offset, byte[] bytes)
    {
        if (random.Next(2) == 0)
        {
            Device.Write(offset, bytes.AsSpan(0, random.Next(bytes.Length + 1)));
            return;
        }

        for (int at = 0; at < bytes.Length;)
        {
            int sectorEnd = (int)(((offset + at) / SectorLength + 1) * SectorLength - offset);
            int end = Math.Min(bytes.Length, sectorEnd);
            if (random.Next(2) == 0) Device.Write(offset + at, bytes.AsSpan(at, end - at));
            at = end;
        }
    }
}
