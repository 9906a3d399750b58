using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>Damages one file of a store at rest: bits, sectors, lengths, the whole file, or the file as it was earlier.</summary>
internal sealed class CrashRot(SimDisk disk, Random random)
{
    private const int SectorLength = 512;
    private const int EarlierMax = 8;

    private readonly List<Dictionary<string, byte[]>> _earlier = [];

    /// <summary>Notes what the files are now, to bring one of them back later.</summary>
    internal void Remember()
    {
        if (_earlier.Count == EarlierMax) _earlier.RemoveAt(random.Next(EarlierMax));
        _earlier.Add(disk.Image());
    }

    /// <summary>Damages a file.</summary>
    /// <returns>What was done, in words.</returns>
    internal string Strike()
    {
        KeyValuePair<string, byte[]>[] files = [.. disk.Image().Where(file => file.Value.Length > 0 && !MatrixKinds.IsBad(file.Key))
            .OrderBy(file => file.Key, StringComparer.Ordinal)];
        (string name, byte[] bytes) = files[Choose(files)];
        string what = Change(name, ref bytes!); // it has bytes, and may have none afterwards
        disk.Replace(name, bytes);
        return $"{name}: {what}";
    }

    /// <summary>Makes the files what they were.</summary>
    internal void Undo(Dictionary<string, byte[]> image)
    {
        foreach (string name in disk.Image().Keys.Except(image.Keys, StringComparer.Ordinal)) disk.Replace(name, null);
        foreach ((string name, byte[] bytes) in image) disk.Replace(name, bytes);
    }

    // Checkpoints are small beside what hangs on them.
    private int Choose(KeyValuePair<string, byte[]>[] files)
    {
        int newest = Array.FindLastIndex(files, file => file.Key.StartsWith("checkpoint-", StringComparison.Ordinal));
        return newest >= 0 && random.Next(3) == 0 ? newest : random.Next(files.Length);
    }

    private string Change(string name, ref byte[]? bytes)
    {
        int length = bytes!.Length; // the caller has some
        int at = random.Next(length);
        byte[]? older = _earlier.Count == 0 ? null : _earlier[random.Next(_earlier.Count)].GetValueOrDefault(name);
        switch (random.Next(8))
        {
            case 0:
                bytes = null;
                return "missing";
            case 1:
                bytes = bytes[..at];
                return $"cut to {at} bytes";
            case 2:
                int start = at / SectorLength * SectorLength;
                bytes.AsSpan(start, Math.Min(SectorLength, length - start)).Clear();
                return $"the sector at {start} zeroed";
            case 3 when older is not null:
                bytes = older;
                return "as it was earlier";
            default:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return $"a bit of byte {at} changed";
        }
    }
}
