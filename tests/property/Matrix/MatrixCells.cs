using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>Enumerates the damages of one store: every file, every byte, every way.</summary>
/// <param name="store">The store.</param>
/// <param name="seed">Chooses the bits and the garbage.</param>
/// <param name="isWhole">Whether all eight bits of each byte are flipped, or one bit of at most so many bytes of each class.</param>
internal sealed class MatrixCells(MatrixStore store, int seed, bool isWhole)
{
    private const int SectorLength = 512;
    private const int GarbageMax = 600;

    // So many bytes of one class in one file are hit when not all are.
    private const int SampleLength = 96;

    private readonly Random _random = new(seed);

    internal IEnumerable<MatrixCell> All()
    {
        IEnumerable<MatrixCell> cells = [];
        foreach ((string name, byte[] bytes) in store.Image.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            MatrixKind kind = MatrixKinds.Of(name);
            string[] classes = kind.Map(bytes);
            cells = cells.Concat(Flips(name, bytes, classes)).Concat(Cuts(name, bytes, classes)).Concat(Sectors(name, bytes, classes))
                .Concat(Appended(name, bytes)).Concat(Frames(name, bytes, kind)).Concat(Wholes(name));
        }

        return cells.Concat(Older()).Concat(WithoutSeal());
    }

    private IEnumerable<MatrixCell> Flips(string name, byte[] bytes, string[] classes)
    {
        foreach (int at in Places(classes))
        {
            int chosen = _random.Next(8);
            for (int bit = 0; bit < 8; bit++)
            {
                if (!isWhole && bit != chosen) continue;
                byte[] changed = [.. bytes];
                changed[at] ^= (byte)(1 << bit);
                yield return Cell(name, classes[at], MatrixDamage.BitFlipped, $"bit {bit} of byte {at} flipped", changed);
            }
        }
    }

    // All bytes, or of each class all up to a number, by chance beyond it.
    private IEnumerable<int> Places(string[] classes)
    {
        if (isWhole) return Enumerable.Range(0, classes.Length);
        return Enumerable.Range(0, classes.Length).GroupBy(at => classes[at])
            .SelectMany(places => places.OrderBy(_ => _random.Next()).Take(SampleLength)).Order();
    }

    private IEnumerable<MatrixCell> Cuts(string name, byte[] bytes, string[] classes)
    {
        foreach (int length in Places(classes).Where(length => length > 0))
            yield return Cell(name, classes[length], MatrixDamage.CutShort, $"cut to {length} bytes", bytes[..length]);
        if (bytes.Length > 0) yield return Cell(name, MatrixKinds.Whole, MatrixDamage.Emptied, "emptied", []);
        yield return Cell(name, MatrixKinds.Whole, MatrixDamage.Missing, "missing", null);
    }

    private IEnumerable<MatrixCell> Sectors(string name, byte[] bytes, string[] classes)
    {
        for (int at = 0; at < bytes.Length; at += SectorLength)
        {
            byte[] zeroed = [.. bytes];
            zeroed.AsSpan(at, Math.Min(SectorLength, bytes.Length - at)).Clear();
            yield return Cell(name, classes[at], MatrixDamage.SectorZeroed, $"the sector at {at} zeroed", zeroed);
            for (int from = 0; from < bytes.Length; from += SectorLength)
            {
                if (from == at) continue;
                byte[] moved = [.. bytes];
                bytes.AsSpan(from, Math.Min(SectorLength, bytes.Length - Math.Max(at, from))).CopyTo(moved.AsSpan(at));
                yield return Cell(name, classes[at], MatrixDamage.SectorMisdirected, $"the sector at {from} written at {at}", moved);
            }
        }
    }

    private IEnumerable<MatrixCell> Appended(string name, byte[] bytes)
    {
        for (int length = 1; length < GarbageMax; length += 1 + length / 3)
        {
            byte[] garbage = new byte[length];
            yield return Cell(name, MatrixKinds.End, MatrixDamage.GarbageBehind, $"{length} zeros behind it", [.. bytes, .. garbage]);
            _random.NextBytes(garbage);
            string what = $"{length} random bytes behind it";
            yield return Cell(name, MatrixKinds.End, MatrixDamage.GarbageBehind, what, [.. bytes, .. garbage]);
        }

        if (bytes.Length == 0) yield break;
        yield return Cell(name, MatrixKinds.End, MatrixDamage.GarbageBehind, "itself behind it", [.. bytes, .. bytes]);
    }

    private IEnumerable<MatrixCell> Frames(string name, byte[] bytes, MatrixKind kind)
    {
        IReadOnlyList<(int Offset, int Length)> frames = kind.Frames(bytes);
        byte[]? foreign = store.Foreign.GetValueOrDefault(name);
        IReadOnlyList<(int Offset, int Length)> others = foreign is null ? [] : kind.Frames(foreign);
        for (int i = 0; i < frames.Count; i++)
        {
            for (int j = i + 1; j < frames.Count; j++)
            {
                yield return Cell(name, "frame", MatrixDamage.FramesSwapped, $"frames {i} and {j} swapped",
                    Joined(bytes, frames, k => k == i ? [j] : k == j ? [i] : [k]));
            }

            yield return Cell(name, "frame", MatrixDamage.FrameDoubled, $"frame {i} twice",
                Joined(bytes, frames, k => k == i ? [i, i] : [k]));
            byte[] longer = [.. bytes, .. Part(bytes, frames[i])];
            yield return Cell(name, "frame", MatrixDamage.FrameDoubled, $"frame {i} again at the end", longer);
            if (i + 1 < frames.Count)
            {
                yield return Cell(name, "frame", MatrixDamage.FrameDoubled, $"frame {i} in place of the next one",
                    Joined(bytes, frames, k => k == i + 1 ? [i] : [k]));
            }

            if (i >= others.Count) continue;
            byte[] mixed = [.. bytes[..frames[i].Offset], .. Part(foreign!, others[i]), .. bytes[(frames[i].Offset + frames[i].Length)..]];
            yield return Cell(name, "frame", MatrixDamage.FrameOfAnotherStore, $"frame {i} of another store in place of its own", mixed);
        }
    }

    private IEnumerable<MatrixCell> Wholes(string name)
    {
        if (store.Foreign.TryGetValue(name, out byte[]? foreign))
            yield return Cell(name, MatrixKinds.Whole, MatrixDamage.FileOfAnotherStore, "the file of another store", foreign);
        MatrixKind kind = MatrixKinds.Of(name);
        foreach ((string other, byte[] bytes) in store.Image.Where(file => file.Key != name && kind.Holds(file.Key)))
            yield return Cell(name, MatrixKinds.Whole, MatrixDamage.AnotherFileOfTheStore, $"{other} in its place", bytes);
        for (int i = 0; i < store.Earlier.Count; i++)
        {
            byte[]? older = store.Earlier[i].GetValueOrDefault(name);
            if (older is not null && !older.AsSpan().SequenceEqual(store.Image[name]))
                yield return Cell(name, MatrixKinds.Whole, MatrixDamage.OlderFile, $"as it was before group {i}", older);
        }
    }

    // What no single machine can see, and its neighbours: the whole store as it was, and the log cut back with its seal.
    private IEnumerable<MatrixCell> Older()
    {
        string[] logs = [.. store.Image.Keys.Where(name => FileNames.TryParseSegment(name, out _)).Order(StringComparer.Ordinal)];
        for (int i = 0; i < store.Earlier.Count; i++)
        {
            IReadOnlyDictionary<string, byte[]> older = store.Earlier[i];
            yield return new MatrixCell("every file", MatrixKinds.Whole, MatrixDamage.WholeOlderStore, $"all as it was before group {i}",
                store.Image.Keys.Union(older.Keys).ToDictionary(name => name, name => older.GetValueOrDefault(name)));
            yield return new MatrixCell("log and seal", MatrixKinds.Whole, MatrixDamage.LogAndSealCutBack,
                $"as they were before group {i}",
                logs.Append(FileNames.Seal).ToDictionary(name => name, name => older.GetValueOrDefault(name)));
            yield return new MatrixCell("log and seal", MatrixKinds.Whole, MatrixDamage.LogAndSealCutBack,
                $"the log as it was before group {i}, the seal missing",
                logs.ToDictionary(name => name, name => older.GetValueOrDefault(name)).Append(new(FileNames.Seal, null)).ToDictionary());
        }
    }

    // Without a seal the last group is like a torn tail; anything before it is given away by what follows.
    private IEnumerable<MatrixCell> WithoutSeal()
    {
        foreach ((string name, byte[] bytes) in store.Image.Where(file => FileNames.TryParseSegment(file.Key, out _)))
        {
            foreach ((int offset, int length) in MatrixMaps.LogFrames(bytes))
            {
                byte[] changed = [.. bytes];
                changed[offset + _random.Next(length)] ^= 1;
                yield return new MatrixCell("log and seal", "frame", MatrixDamage.LogAndSealCutBack,
                    $"{name}: the frame at {offset} changed, the seal missing",
                    new Dictionary<string, byte[]?> { [name] = changed, [FileNames.Seal] = null });
            }
        }
    }

    private static MatrixCell Cell(string name, string bytesClass, MatrixDamage damage, string what, byte[]? bytes) =>
        new(MatrixKinds.Of(name).Name, bytesClass, damage, $"{name}: {what}", new Dictionary<string, byte[]?> { [name] = bytes });

    // The file with each frame replaced by the frames of the given numbers.
    private static byte[] Joined(byte[] bytes, IReadOnlyList<(int Offset, int Length)> frames, Func<int, int[]> numbers)
    {
        var joined = new List<byte>(bytes.Length);
        int at = 0;
        for (int k = 0; k < frames.Count; k++)
        {
            joined.AddRange(bytes.AsSpan(at, frames[k].Offset - at));
            foreach (int number in numbers(k)) joined.AddRange(Part(bytes, frames[number]));
            at = frames[k].Offset + frames[k].Length;
        }

        joined.AddRange(bytes.AsSpan(at));
        return [.. joined];
    }

    private static ReadOnlySpan<byte> Part(byte[] bytes, (int Offset, int Length) frame) => bytes.AsSpan(frame.Offset, frame.Length);
}
