using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BasisTrees;

/// <summary>What the 512-bit kernels do with one 64-bit word of eight messages: BLAKE2b mixing and turning rows into lanes.</summary>
internal static class Words512
{
    /// <summary>The mixing function G of RFC 7693 section 3.1 on every lane; it changes the four state words.</summary>
    /// <remarks>The message word is added first, because b is the last word to be ready.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Mix(
        ref Vector512<ulong> a, ref Vector512<ulong> b, ref Vector512<ulong> c, ref Vector512<ulong> d,
        Vector512<ulong> x, Vector512<ulong> y)
    {
        a = a + x + b;
        d = Rotate32(d ^ a);
        c += d;
        b = Rotate24(b ^ c);
        a = a + y + b;
        d = Rotate16(d ^ a);
        c += d;
        b = Rotate63(b ^ c);
    }

    /// <summary><see cref="Mix"/> where the second message word is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void MixFirst(
        ref Vector512<ulong> a, ref Vector512<ulong> b, ref Vector512<ulong> c, ref Vector512<ulong> d, Vector512<ulong> x)
    {
        a = a + x + b;
        d = Rotate32(d ^ a);
        c += d;
        b = Rotate24(b ^ c);
        a += b;
        d = Rotate16(d ^ a);
        c += d;
        b = Rotate63(b ^ c);
    }

    /// <summary><see cref="Mix"/> where the first message word is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void MixSecond(
        ref Vector512<ulong> a, ref Vector512<ulong> b, ref Vector512<ulong> c, ref Vector512<ulong> d, Vector512<ulong> y)
    {
        a += b;
        d = Rotate32(d ^ a);
        c += d;
        b = Rotate24(b ^ c);
        a = a + y + b;
        d = Rotate16(d ^ a);
        c += d;
        b = Rotate63(b ^ c);
    }

    /// <summary><see cref="Mix"/> where both message words are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void MixNone(ref Vector512<ulong> a, ref Vector512<ulong> b, ref Vector512<ulong> c, ref Vector512<ulong> d)
    {
        a += b;
        d = Rotate32(d ^ a);
        c += d;
        b = Rotate24(b ^ c);
        a += b;
        d = Rotate16(d ^ a);
        c += d;
        b = Rotate63(b ^ c);
    }

    /// <summary>Turns eight rows of eight words into eight words of eight lanes: word j of row i becomes lane i of r j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transpose(
        ref Vector512<ulong> r0, ref Vector512<ulong> r1, ref Vector512<ulong> r2, ref Vector512<ulong> r3,
        ref Vector512<ulong> r4, ref Vector512<ulong> r5, ref Vector512<ulong> r6, ref Vector512<ulong> r7)
    {
        // First the words of two neighbouring rows beside each other, then 128-bit parts to their places in two steps.
        Vector512<ulong> even01 = Avx512F.UnpackLow(r0, r1), odd01 = Avx512F.UnpackHigh(r0, r1);
        Vector512<ulong> even23 = Avx512F.UnpackLow(r2, r3), odd23 = Avx512F.UnpackHigh(r2, r3);
        Vector512<ulong> even45 = Avx512F.UnpackLow(r4, r5), odd45 = Avx512F.UnpackHigh(r4, r5);
        Vector512<ulong> even67 = Avx512F.UnpackLow(r6, r7), odd67 = Avx512F.UnpackHigh(r6, r7);
        Vector512<ulong> left = Avx512F.Shuffle4x128(even01, even23, 0x88), right = Avx512F.Shuffle4x128(even45, even67, 0x88);
        r0 = Avx512F.Shuffle4x128(left, right, 0x88);
        r4 = Avx512F.Shuffle4x128(left, right, 0xDD);
        left = Avx512F.Shuffle4x128(even01, even23, 0xDD);
        right = Avx512F.Shuffle4x128(even45, even67, 0xDD);
        r2 = Avx512F.Shuffle4x128(left, right, 0x88);
        r6 = Avx512F.Shuffle4x128(left, right, 0xDD);
        left = Avx512F.Shuffle4x128(odd01, odd23, 0x88);
        right = Avx512F.Shuffle4x128(odd45, odd67, 0x88);
        r1 = Avx512F.Shuffle4x128(left, right, 0x88);
        r5 = Avx512F.Shuffle4x128(left, right, 0xDD);
        left = Avx512F.Shuffle4x128(odd01, odd23, 0xDD);
        right = Avx512F.Shuffle4x128(odd45, odd67, 0xDD);
        r3 = Avx512F.Shuffle4x128(left, right, 0x88);
        r7 = Avx512F.Shuffle4x128(left, right, 0xDD);
    }

    /// <summary>Writes the hashes of eight messages from their four words, each to its own place.</summary>
    /// <param name="h0">The first word of the eight hashes.</param>
    /// <param name="h1">The second.</param>
    /// <param name="h2">The third.</param>
    /// <param name="h3">The fourth.</param>
    /// <param name="outputs">Eight places of 32 bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Store(
        Vector512<ulong> h0, Vector512<ulong> h1, Vector512<ulong> h2, Vector512<ulong> h3, byte** outputs)
    {
        Vector512<ulong> even01 = Avx512F.UnpackLow(h0, h1), odd01 = Avx512F.UnpackHigh(h0, h1);
        Vector512<ulong> even23 = Avx512F.UnpackLow(h2, h3), odd23 = Avx512F.UnpackHigh(h2, h3);
        Vector512<ulong> low = Vector512.Create(0UL, 1, 8, 9, 2, 3, 10, 11), high = Vector512.Create(4UL, 5, 12, 13, 6, 7, 14, 15);
        Vector512<ulong> hashes = Avx512F.PermuteVar8x64x2(even01, low, even23);
        hashes.GetLower().Store((ulong*)outputs[0]);
        hashes.GetUpper().Store((ulong*)outputs[2]);
        hashes = Avx512F.PermuteVar8x64x2(odd01, low, odd23);
        hashes.GetLower().Store((ulong*)outputs[1]);
        hashes.GetUpper().Store((ulong*)outputs[3]);
        hashes = Avx512F.PermuteVar8x64x2(even01, high, even23);
        hashes.GetLower().Store((ulong*)outputs[4]);
        hashes.GetUpper().Store((ulong*)outputs[6]);
        hashes = Avx512F.PermuteVar8x64x2(odd01, high, odd23);
        hashes.GetLower().Store((ulong*)outputs[5]);
        hashes.GetUpper().Store((ulong*)outputs[7]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Rotate32(Vector512<ulong> word) => Avx512F.RotateRight(word, 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Rotate24(Vector512<ulong> word) => Avx512F.RotateRight(word, 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Rotate16(Vector512<ulong> word) => Avx512F.RotateRight(word, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Rotate63(Vector512<ulong> word) => Avx512F.RotateRight(word, 63);
}
