using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A library, loaded before the C library, that lets one write of the program do only its first part.</summary>
internal sealed class ShortWriteLibrary
{
    private readonly string _library;
    private readonly string _log;

    private ShortWriteLibrary(string library, string log)
    {
        _library = library;
        _log = log;
    }

    /// <summary>Compiles the library; skips the test where there is no C compiler.</summary>
    public static ShortWriteLibrary Make(ScratchDirectory scratch)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "short-write.c");
        string library = scratch["short-write.so"];
        try
        {
            var start = new ProcessStartInfo("gcc", ["-shared", "-fPIC", "-O1", "-o", library, source])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            using Process compiler = Process.Start(start)!; // it starts or throws
            string talk = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            if (compiler.ExitCode != 0) Assert.Skip($"The C compiler cannot make the library here: {talk.Split('\n')[0]}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no C compiler here.");
        }

        return new ShortWriteLibrary(library, scratch["short-writes"]);
    }

    /// <summary>Runs a workload with one short write.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="at">Which write, the first being 1; 0 for none.</param>
    /// <param name="thenFull">Whether the disk is full afterwards.</param>
    /// <param name="writes">How many writes to the store's files the program made.</param>
    public ProgramResult Run(FaultWorkload workload, int at, bool thenFull, out int writes)
    {
        File.WriteAllText(_log, "");
        ProgramResult result = workload.Run(
            [], ("LD_PRELOAD", _library), ("SHORT_WRITE_BELOW", workload.Data + "/"),
            ("SHORT_WRITE_AT", at.ToString(CultureInfo.InvariantCulture)), ("SHORT_WRITE_THEN", thenFull ? "full" : ""),
            ("SHORT_WRITE_LOG", _log));
        writes = (int)new FileInfo(_log).Length;
        return result;
    }
}
