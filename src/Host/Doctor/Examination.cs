using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;
using BasisTrees.Host.Configuration;
using BasisTrees.Host.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Doctor;

/// <summary>Looks at what a store and its service depend on: directory, lock, disk, limits, memory, clock. Opens no store.</summary>
/// <param name="settings">The configuration that holds.</param>
/// <param name="time">The clock.</param>
internal sealed class Examination(Settings settings, TimeProvider time)
{
    private const string ProbeName = "doctor.new";
    private const int ProbeBytes = 4096;
    private const int Probes = 7;

    // A disk that confirms a write sooner than this has hardly put it on a device.
    private static readonly TimeSpan SuspiciousSync = TimeSpan.FromMicroseconds(10);
    private static readonly TimeSpan SlowSync = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>Looks at everything.</summary>
    internal IReadOnlyList<Examined> Run()
    {
        var found = new List<Examined>();
        string data = settings.Store.Data;
        if (Directory.Exists(data))
        {
            DirectoryDisk disk = DirectoryDisk.Open(data);
            found.Add(Store(disk));
            found.Add(Lock(disk));
            found.Add(Writing(disk));
            found.Add(Space(disk));
            found.Add(Clock(disk));
        }
        else
        {
            string says = $"There is no {ByteText.Show(data)}; the service makes it, and a store in it.";
            found.Add(new Examined("data", Verdict.Doubtful, says));
        }

        found.Add(Files(Directory.Exists(data) ? Directory.GetFiles(data).Length : 0));
        found.Add(Memory());
        found.Add(Processor());
        return found;
    }

    private static Examined Store(DirectoryDisk disk) => disk.List().Contains("store")
        ? new Examined("data", Verdict.Fine, $"There is a store in {disk.Location}.")
        : new Examined("data", Verdict.Doubtful, $"There is no store in {disk.Location}; the service makes one.");

    private static Examined Lock(DirectoryDisk disk)
    {
        if (!disk.List().Contains("lock")) return new Examined("lock", Verdict.Fine, "Nobody has had the store open yet.");
        try
        {
            using IDisposable? held = disk.TryLock("lock");
            return held is null
                ? new Examined("lock", Verdict.Fine, "A program has the store open: ask it by its address, not its directory.")
                : new Examined("lock", Verdict.Fine, "Nobody has the store open.");
        }
        catch (StoreException failure)
        {
            return new Examined("lock", Verdict.Bad, failure.Message);
        }
    }

    // As the store writes: a new file, synced, renamed, the directory synced.
    private static Examined Writing(DirectoryDisk disk)
    {
        const string done = "doctor.done.new";
        try
        {
            var times = new List<TimeSpan>();
            using (IFile file = disk.Open(ProbeName, FileOpening.Create))
            {
                for (int i = 0; i < Probes; i++)
                {
                    long began = Stopwatch.GetTimestamp();
                    file.WriteAt((long)i * ProbeBytes, new byte[ProbeBytes]);
                    file.Sync();
                    times.Add(Stopwatch.GetElapsedTime(began));
                }
            }

            disk.Rename(ProbeName, done);
            disk.SyncDirectory();
            disk.Delete(done);
            times.Sort();
            TimeSpan median = times[times.Count / 2];
            string says = string.Create(
                CultureInfo.InvariantCulture, $"Writing and syncing 4 KiB takes {median.TotalMilliseconds:0.###} ms");
            return median < SuspiciousSync
                ? new Examined("disk", Verdict.Doubtful, says + ", too little for a device: does it survive a power cut?")
                : median > SlowSync ? new Examined("disk", Verdict.Doubtful, says + ": every commit waits so long.")
                : new Examined("disk", Verdict.Fine, says + ".");
        }
        catch (StoreException failure)
        {
            return new Examined("disk", Verdict.Bad, failure.Message);
        }
    }

    private Examined Space(DirectoryDisk disk)
    {
        long free = disk.FreeBytes();
        long total = disk.TotalBytes();
        string says = $"{Gigabytes(free)} of {Gigabytes(total)} are free";
        long wanted = Math.Max(4 * settings.Store.Options.ReserveBytes, total / 20);
        return free >= wanted
            ? new Examined("space", Verdict.Fine, says + ".")
            : new Examined("space", Verdict.Doubtful, says + "; batches are refused when the disk is full. See basis compact.");
    }

    private Examined Clock(DirectoryDisk disk)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        DateTime newest = disk.List().Select(name => File.GetLastWriteTimeUtc(disk.PathOf(name))).DefaultIfEmpty(DateTime.MinValue).Max();
        string says = string.Create(CultureInfo.InvariantCulture, $"It is {now:yyyy-MM-dd HH:mm:ss} UTC");
        return newest > now + ClockTolerance
            ? new Examined("clock", Verdict.Doubtful, string.Create(
                CultureInfo.InvariantCulture,
                $"{says}, but a file was written at {newest:yyyy-MM-dd HH:mm:ss}: the clock was set back. Batches get the last time."))
            : new Examined("clock", Verdict.Fine, says + ".");
    }

    private Examined Files(int files)
    {
        const int own = 128;
        long needed = own + settings.Server.ConnectionsMax + (2L * files);
        if (ReadLimit() is not { } limit) return new Examined("open files", Verdict.Doubtful, "The limit of open files cannot be read.");
        string says = string.Create(
            CultureInfo.InvariantCulture, $"{limit:N0} files may be open, and about {needed:N0} are needed at most");
        return limit >= needed
            ? new Examined("open files", Verdict.Fine, says + ".")
            : new Examined("open files", Verdict.Doubtful, says + ": raise the limit (ulimit -n), or lower connections_max.");
    }

    private static long? ReadLimit()
    {
        const string name = "Max open files";
        const string limits = "/proc/self/limits";
        IEnumerable<string> lines = File.Exists(limits) ? File.ReadLines(limits) : [];
        string? line = lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        string[] fields = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return fields switch
        {
            ["unlimited", ..] => long.MaxValue,
            [var soft, ..] when long.TryParse(soft, CultureInfo.InvariantCulture, out long limit) => limit,
            _ => null,
        };
    }

    private Examined Memory()
    {
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        long cache = settings.Store.Options.NodeCacheBytes;
        string says = $"The cache may take {Gigabytes(cache)} of {Gigabytes(available)}";
        return cache <= available / 4 * 3
            ? new Examined("memory", Verdict.Fine, says + ".")
            : new Examined("memory", Verdict.Doubtful, says + ": lower node_cache_size, or the system may end the program.");
    }

    private static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:N1} GB");

    private static Examined Processor()
    {
        string lanes = Avx512F.IsSupported ? "16 or 8 nodes at a time (AVX-512)"
            : Avx2.IsSupported ? "4 nodes at a time (AVX2)"
            : "one node at a time";
        return new Examined("processor", Verdict.Fine, $"{Environment.ProcessorCount} processors, which hash {lanes}.");
    }
}
