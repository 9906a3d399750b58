using System.Diagnostics;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A file system of a few megabytes in memory, which goes away with everything in it.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Filler = "filler";

    private readonly string _mount;

    private SmallDisk(string mount) => _mount = mount;

    /// <summary>A path on the disk.</summary>
    public string this[string name] => Path.Combine(_mount, name);

    /// <summary>Makes one; skips the test where that cannot be done.</summary>
    public static SmallDisk Mount(string mount, string size)
    {
        Directory.CreateDirectory(mount);
        if (!TryRun("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", mount))
            Assert.Skip("A small file system cannot be mounted here.");
        return new SmallDisk(mount);
    }

    public void Resize(string size) => Assert.True(TryRun("mount", "-o", $"remount,size={size}", _mount));

    /// <summary>Lets nothing be written any more, or lets it be written again.</summary>
    public void MakeReadOnly(bool isReadOnly) => Assert.True(TryRun("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", _mount));

    /// <summary>Takes all space that is free.</summary>
    public void Fill()
    {
        using FileStream filler = File.Open(this[Filler], FileMode.Append);
        try
        {
            while (true)
            {
                filler.Write(new byte[4096]);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void Empty() => File.Delete(this[Filler]);

    public void Dispose() => TryRun("umount", _mount);

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!; // it is a program
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
