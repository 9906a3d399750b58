using System.Diagnostics;
using System.Runtime.InteropServices;
using BasisTrees.Persistence;
using Microsoft.Win32.SafeHandles;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>The real disk: system calls, modes, locks, and its sentences.</summary>
public sealed partial class DiskDirectoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("basis-disk").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Bytes_written_are_read_back()
    {
        DirectoryDisk disk = DirectoryDisk.Create(Path.Combine(_root, "a", "b"));
        using (IFile file = disk.Open("f.new", FileOpening.Create))
        {
            file.WriteAt(3, "abc"u8);
            file.Sync();
            Assert.Equal(6, file.ReadLength());
            file.SetLength(5);
        }

        disk.Rename("f.new", "f");
        disk.SyncDirectory();
        using (IFile file = disk.Open("f", FileOpening.Read))
        {
            byte[] bytes = new byte[10];
            file.DropCache();
            Assert.Equal(5, file.ReadAt(0, bytes));
            Assert.Equal([0, 0, 0, (byte)'a', (byte)'b'], bytes[..5]);
            Assert.Equal(0, file.ReadAt(99, bytes));
        }

        Assert.Equal(["f"], disk.List());
        using (disk.Open("f", FileOpening.Create)) Assert.Equal(0, new FileInfo(disk.PathOf("f")).Length);
        disk.Delete("f");
        Assert.Empty(disk.List());
    }

    [Fact]
    public void Only_the_owner_may_read_what_is_made()
    {
        DirectoryDisk disk = DirectoryDisk.Create(Path.Combine(_root, "store"));
        TreeStore.Create(disk, Hashed);
        using (TreeStore store = TreeStore.Open(disk)) store.Commit(Batch(Put("a", "1")));
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(owner | UnixFileMode.UserExecute, ModeOf(disk.Location));
        Assert.NotEmpty(disk.List());
        Assert.All(disk.List(), name => Assert.Equal(owner, ModeOf(disk.PathOf(name))));
    }

    [Fact]
    public void A_store_on_the_real_disk_comes_back()
    {
        DirectoryDisk disk = DirectoryDisk.Create(_root);
        TreeStore.Create(disk, Hashed);
        Digest digest;
        using (TreeStore store = TreeStore.Open(disk, new StoreOptions { SegmentBytesMax = 2048 }))
        {
            for (int i = 0; i < 40; i++) store.Commit(Batch(Put($"{i}", "value"), Put("same", $"{i}")));
            digest = store.Head.Digest;
            Assert.True(store.Statistics().Segments > 3);
            Assert.Throws<StoreLockedException>(() => TreeStore.Open(DirectoryDisk.Open(_root)));
        }

        using TreeStore again = TreeStore.Open(DirectoryDisk.Open(_root));
        Assert.Equal((digest, 40L, 0), (again.Head.Digest, again.Head.Revision, again.Recovery.Tier));
        Assert.Equal(40, again.ReadLog(1).Count());
    }

    [Fact]
    public void A_lock_is_exclusive_between_processes()
    {
        DirectoryDisk disk = DirectoryDisk.Open(_root);
        using IDisposable? held = disk.TryLock("lock");
        Assert.NotNull(held);
        Assert.Null(disk.TryLock("lock"));
        Assert.NotEqual(0, Flock(disk.PathOf("lock")));
        held.Dispose();
        Assert.Equal(0, Flock(disk.PathOf("lock")));
        disk.TryLock("lock")!.Dispose();
    }

    [Fact]
    public void A_lock_is_released_though_a_child_between_fork_and_exec_still_shares_its_file()
    {
        DirectoryDisk disk = DirectoryDisk.Open(_root);
        IDisposable held = disk.TryLock("lock")!;
        string path = disk.PathOf("lock");
        string own = Directory.EnumerateFiles("/proc/self/fd").Single(entry => new FileInfo(entry).LinkTarget == path);
        using var shared = new SafeFileHandle(Duplicate(int.Parse(Path.GetFileName(own))), ownsHandle: true);
        Assert.False(shared.IsInvalid);
        Assert.Null(disk.TryLock("lock"));
        held.Dispose();
        IDisposable? again = disk.TryLock("lock");
        Assert.NotNull(again);
        again.Dispose();
        again.Dispose();
    }

    [Fact]
    public void Space_that_is_taken_is_taken_on_the_device()
    {
        DirectoryDisk disk = DirectoryDisk.Open(_root);
        using (IFile file = disk.Open("f", FileOpening.Create))
        {
            file.WriteAt(0, "abc"u8);
            file.Allocate(1 << 20);
            Assert.Equal(1 << 20, file.ReadLength());
            byte[] bytes = new byte[4];
            file.ReadAt(0, bytes);
            Assert.Equal("abc\0"u8, bytes);
            Assert.InRange(long.Parse(Stat("%b", disk.PathOf("f"))) * 512, 1 << 20, 2 << 20);
            file.Allocate(10);
            Assert.Equal(1 << 20, file.ReadLength());
            Assert.ThrowsAny<StoreException>(() => file.Allocate(1L << 60)); // larger than any file may be
        }

        Assert.InRange(disk.FreeBytes(), 1, disk.TotalBytes());
    }

    [Fact]
    public void A_file_is_the_same_after_renaming_and_another_one_when_copied()
    {
        DirectoryDisk disk = DirectoryDisk.Open(_root);
        disk.Open("f", FileOpening.Create).Dispose();
        ulong identity = disk.IdentityOf("f");
        Assert.Equal(ulong.Parse(Stat("%i", disk.PathOf("f"))), identity ^ Birth(disk.PathOf("f")));
        File.Copy(disk.PathOf("f"), disk.PathOf("copy"));
        disk.Rename("f", "g");
        using (IFile file = disk.Open("g", FileOpening.ReadWrite)) file.WriteAt(0, "changed"u8);
        Assert.Equal(identity, disk.IdentityOf("g"));
        Assert.NotEqual(identity, disk.IdentityOf("copy"));
        disk.Rename("copy", "g");
        Assert.NotEqual(identity, disk.IdentityOf("g"));
        Assert.Throws<StoreNotFoundException>(() => disk.IdentityOf("none"));
    }

    [Fact]
    public void A_full_device_is_named()
    {
        DirectoryDisk devices = DirectoryDisk.Open("/dev");
        using IFile full = devices.Open("full", FileOpening.ReadWrite);
        StoreFullException failure = Assert.Throws<StoreFullException>(() => full.WriteAt(0, "abc"u8));
        Assert.Contains("/dev/full: the disk is full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sync_that_is_not_done_is_an_error()
    {
        // A device without a sync call answers EINVAL, which a flush of the base class library would pass over in silence.
        DirectoryDisk devices = DirectoryDisk.Open("/dev");
        using IFile device = devices.Open("null", FileOpening.ReadWrite);
        StoreDiskException failure = Assert.Throws<StoreDiskException>(device.Sync);
        Assert.Equal(22, failure.Errno);
    }

    [Fact]
    public void What_cannot_be_opened_or_made_is_said_in_one_sentence()
    {
        Assert.Throws<StoreNotFoundException>(() => DirectoryDisk.Open(Path.Combine(_root, "none")));
        File.WriteAllText(Path.Combine(_root, "file"), "");
        Assert.ThrowsAny<StoreException>(() => DirectoryDisk.Create(Path.Combine(_root, "file", "below")));
        DirectoryDisk disk = DirectoryDisk.Open(_root);
        Assert.Throws<StoreNotFoundException>(() => disk.Open("none", FileOpening.Read));
        Assert.Throws<StoreNotFoundException>(() => disk.Rename("none", "other"));
        Assert.Throws<StoreNotFoundException>(() => disk.Delete("none"));
        Assert.Throws<ArgumentException>(() => disk.Open("../escape", FileOpening.Create));
        Assert.Throws<StoreNotFoundException>(() => TreeStore.Open(disk));
        Directory.CreateDirectory(Path.Combine(_root, "directory"));
        Assert.Throws<StoreUnwritableException>(() => disk.Open("directory", FileOpening.ReadWrite));
        Assert.ThrowsAny<StoreException>(() => DirectoryDisk.Create("/proc/nothing/here"));
        Assert.All(
            new[] { 1, 13, 17, 20, 21, 28, 30, 122, 5 },
            errno => Assert.Matches("^Cannot write /x: .*\\.$", Errno.ToException(errno, "write", "/x").Message));
    }

    private static string Stat(string format, string path)
    {
        var start = new ProcessStartInfo("stat", ["-c", format, path]) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start)!; // the program is in every Debian
        return process.StandardOutput.ReadToEnd().Trim();
    }

    // The nanoseconds since 1970 at which a file was born, 0 if its file system does not know.
    private static ulong Birth(string path)
    {
        if (Stat("%W", path) == "0") return 0;
        DateTimeOffset born = DateTimeOffset.ParseExact(
            Stat("%w", path).Remove(27, 2), "yyyy-MM-dd HH:mm:ss.fffffff zzz", System.Globalization.CultureInfo.InvariantCulture);
        return ((ulong)(born - DateTimeOffset.UnixEpoch).Ticks * 100) + ulong.Parse(Stat("%w", path).AsSpan(27, 2));
    }

    private static UnixFileMode ModeOf(string path) =>
        OperatingSystem.IsLinux() ? File.GetUnixFileMode(path) : throw new PlatformNotSupportedException();

    // The flock of another program: 0 if it gets the lock.
    private static int Flock(string path)
    {
        using Process process = Process.Start(new ProcessStartInfo("flock", ["-n", "-x", path, "true"]))!; // the program is in every Debian
        process.WaitForExit();
        return process.ExitCode;
    }

    // What a fork does to every open file: a second descriptor of the same one.
    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);
}
