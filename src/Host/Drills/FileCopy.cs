using BasisTrees.Persistence;

namespace BasisTrees.Host.Drills;

/// <summary>Copies the files of a store that is not in use.</summary>
internal static class FileCopy
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>The files that matter: neither locks nor reserves, nor what was set aside or never got its name.</summary>
    internal static IEnumerable<string> Names(IDisk disk) => disk.List().Where(name =>
        name is not ("lock" or "reserve" or "jobs")
        && !name.EndsWith(".new", StringComparison.Ordinal)
        && !name.Contains(".bad-", StringComparison.Ordinal));

    /// <summary>The bytes of these files.</summary>
    internal static long BytesOf(IDisk disk) => Names(disk).Sum(name => LengthOf(disk, name));

    /// <summary>Copies them; the copies are not synced.</summary>
    internal static void Run(IDisk source, IDisk target)
    {
        byte[] chunk = new byte[ChunkBytes];
        foreach (string name in Names(source))
        {
            using IFile from = source.Open(name, FileOpening.Read);
            using IFile to = target.Open(name, FileOpening.Create);
            int read;
            for (long at = 0; (read = from.ReadAt(at, chunk)) > 0; at += read) to.WriteAt(at, chunk.AsSpan(0, read));
        }
    }

    private static long LengthOf(IDisk disk, string name)
    {
        using IFile file = disk.Open(name, FileOpening.Read);
        return file.ReadLength();
    }
}
