using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace BasisTrees;

/// <summary>Asks the processor to fetch a cache line that will soon be needed; nothing where it has no such instruction.</summary>
internal static unsafe class CacheLine
{
    /// <summary>The length of a line in bytes.</summary>
    public const int Length = 64;

    /// <summary>Fetches the line of an address. The address is not dereferenced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(void* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }
}
