using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BasisTrees;

/// <summary>What the 256-bit kernels do with one 64-bit word of four messages: BLAKE2b mixing and turning rows into lanes.</summary>
internal static class Words256
{
    /// <summary>The mixing function G of RFC 7693 section 3.1 on every lane; it changes the four state words.</summary>
    /// <remarks>The message word is added first, because b is the last word to be ready.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Mix(
        ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d,
        Vector256<ulong> x, Vector256<ulong> y)
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
        ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d, Vector256<ulong> x)
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
        ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d, Vector256<ulong> y)
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
    internal static void MixNone(ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d)
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

    /// <summary>Turns four rows of four words into four words of four lanes, and back: word j of row i becomes lane i of r j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transpose(
        ref Vector256<ulong> r0, ref Vector256<ulong> r1, ref Vector256<ulong> r2, ref Vector256<ulong> r3)
    {
        Vector256<ulong> even01 = Avx2.UnpackLow(r0, r1), odd01 = Avx2.UnpackHigh(r0, r1);
        Vector256<ulong> even23 = Avx2.UnpackLow(r2, r3), odd23 = Avx2.UnpackHigh(r2, r3);
        r0 = Avx2.Permute2x128(even01, even23, 0x20);
        r1 = Avx2.Permute2x128(odd01, odd23, 0x20);
        r2 = Avx2.Permute2x128(even01, even23, 0x31);
        r3 = Avx2.Permute2x128(odd01, odd23, 0x31);
    }

    /// <summary>Writes the hashes of four messages from their four words, each to its own place.</summary>
    /// <param name="h0">The first word of the four hashes.</param>
    /// <param name="h1">The second.</param>
    /// <param name="h2">The third.</param>
    /// <param name="h3">The fourth.</param>
    /// <param name="outputs">Four places of 32 bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Store(
        Vector256<ulong> h0, Vector256<ulong> h1, Vector256<ulong> h2, Vector256<ulong> h3, byte** outputs)
    {
        Transpose(ref h0, ref h1, ref h2, ref h3);
        h0.Store((ulong*)outputs[0]);
        h1.Store((ulong*)outputs[1]);
        h2.Store((ulong*)outputs[2]);
        h3.Store((ulong*)outputs[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Rotate32(Vector256<ulong> word) => Avx2.Shuffle(word.AsUInt32(), 0b10_11_00_01).AsUInt64();

    // AVX2 has no rotate: by whole bytes it is a shuffle. The constants stand in place, where they become operands in memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Rotate24(Vector256<ulong> word) => Avx2.Shuffle(
        word.AsByte(),
        Vector256.Create(
            (byte)3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10)).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Rotate16(Vector256<ulong> word) => Avx2.Shuffle(
        word.AsByte(),
        Vector256.Create(
            (byte)2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, 2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9)).AsUInt64();

    // There is no byte shuffle for 63: the word doubled, and its highest bit as its lowest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Rotate63(Vector256<ulong> word) => (word + word) ^ Avx2.ShiftRightLogical(word, 63);
}
