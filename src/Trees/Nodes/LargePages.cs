using System.Runtime.InteropServices;

namespace BasisTrees;

/// <summary>
/// Asks the operating system to back memory with large pages. A tree is walked at random over hundreds of megabytes; with small pages
/// most steps miss the translation cache as well as the data cache.
/// </summary>
/// <remarks>Advice only: where it is not taken, or not Linux, nothing changes but speed.</remarks>
internal static partial class LargePages
{
    private const int AdviseHugePage = 14;

    // Set once, by whichever thread first finds that the call is not to be had.
    private static volatile bool s_isUnavailable = !OperatingSystem.IsLinux();

    /// <summary>Advises for the whole pages within a range of memory.</summary>
    public static void Advise(nint start, nint length)
    {
        if (s_isUnavailable) return;
        nint page = Environment.SystemPageSize;
        nint first = (start + page - 1) & ~(page - 1);
        nint end = (start + length) & ~(page - 1);
        if (end <= first) return;
        try
        {
            _ = Madvise(first, (nuint)(end - first), AdviseHugePage);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            s_isUnavailable = true;
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(nint address, nuint length, int advice);
}
