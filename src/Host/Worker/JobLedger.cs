using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Worker;

/// <summary>Keeps the last run of every job in the file <c>jobs</c> beside the data, so that a restart forgets no schedule.</summary>
/// <param name="disk">The directory of the store.</param>
internal sealed class JobLedger(IDisk disk)
{
    /// <summary>The name of the file; it is none of the store's.</summary>
    internal const string FileName = "jobs";

    private const int BytesMax = 1 << 20;

    /// <summary>The file with its directory.</summary>
    internal string Path => disk.PathOf(FileName);

    /// <summary>Reads it; one that is missing or not ours is as good as an empty one.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    internal IReadOnlyList<JobRecord> Read()
    {
        if (!disk.List().Contains(FileName, StringComparer.Ordinal)) return [];
        using IFile file = disk.Open(FileName, FileOpening.Read);
        byte[] bytes = new byte[(int)Math.Min(file.ReadLength(), BytesMax)];
        int read = file.ReadAt(0, bytes);
        return Json.TryReadAnswer(bytes.AsSpan(0, read), out JobRecordList? list, out _) ? list.Jobs : [];
    }

    /// <summary>Writes it anew; after a crash it is as before or whole.</summary>
    /// <exception cref="StoreException">It cannot be written.</exception>
    internal void Write(IReadOnlyList<JobRecord> records)
    {
        using (IFile file = disk.Open(FileName + ".new", FileOpening.Create))
        {
            file.WriteAt(0, Json.ToIndentedBytes(new JobRecordList(records)));
            file.Sync();
        }

        disk.Rename(FileName + ".new", FileName);
        disk.SyncDirectory();
    }
}
