using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static BasisTrees.Words512;

namespace BasisTrees;

/// <summary>The label of sixteen internal nodes at once: two groups of eight, each hashed as by <see cref="PairLanes512"/>.</summary>
/// <remarks>
/// One group alone waits for its own results most of the time, so half a round of one group alternates with half a round of the other and
/// the processor works on both. The two states fill all 32 registers; the message words therefore stay in memory, where an addition
/// takes them, and one loop over the rounds does for all of them.
/// </remarks>
internal static unsafe class PairLanesTwice512
{
    private const int Lanes = 8;

    // Where the second group's message words begin: after sixteen words of eight lanes.
    private const int Second = 16 * Lanes;

    // The order of the message words in each of the twelve rounds (RFC 7693 section 2.7).
    private static ReadOnlySpan<byte> Orders =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
    ];

    /// <summary>Hashes sixteen messages.</summary>
    /// <param name="pairs">Sixteen places of 64 bytes: left label, right label.</param>
    /// <param name="balances">Sixteen balances as bytes.</param>
    /// <param name="outputs">Sixteen places of 32 bytes, written after everything has been read.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // No branches to profile: straight to the final code.
    internal static void Hash(byte** pairs, byte* balances, byte** outputs)
    {
        byte* memory = stackalloc byte[(2 * Second * sizeof(ulong)) + 63];
        ulong* words = (ulong*)(((nuint)memory + 63) & ~(nuint)63);
        WriteWords(pairs, balances, words);
        WriteWords(pairs + Lanes, balances + Lanes, words + Second);

        Vector512<ulong> v0 = Vector512.Create(Blake2b.Start0), v1 = Vector512.Create(Blake2b.Iv1);
        Vector512<ulong> v2 = Vector512.Create(Blake2b.Iv2), v3 = Vector512.Create(Blake2b.Iv3);
        Vector512<ulong> v4 = Vector512.Create(Blake2b.Iv4), v5 = Vector512.Create(Blake2b.Iv5);
        Vector512<ulong> v6 = Vector512.Create(Blake2b.Iv6), v7 = Vector512.Create(Blake2b.Iv7);
        Vector512<ulong> v8 = Vector512.Create(Blake2b.Iv0), v9 = Vector512.Create(Blake2b.Iv1);
        Vector512<ulong> v10 = Vector512.Create(Blake2b.Iv2), v11 = Vector512.Create(Blake2b.Iv3);
        Vector512<ulong> v12 = Vector512.Create(Blake2b.Iv4 ^ 66), v13 = Vector512.Create(Blake2b.Iv5);
        Vector512<ulong> v14 = Vector512.Create(~Blake2b.Iv6), v15 = Vector512.Create(Blake2b.Iv7);
        Vector512<ulong> u0 = v0, u1 = v1, u2 = v2, u3 = v3;
        Vector512<ulong> u4 = v4, u5 = v5, u6 = v6, u7 = v7;
        Vector512<ulong> u8 = v8, u9 = v9, u10 = v10, u11 = v11;
        Vector512<ulong> u12 = v12, u13 = v13, u14 = v14, u15 = v15;

        // The table lies in the program's image, which does not move.
        byte* order = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Orders));
        for (byte* end = order + Orders.Length; order < end; order += 16)
        {
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, words, order);
            MixFour(
                ref u0, ref u1, ref u2, ref u3, ref u4, ref u5, ref u6, ref u7,
                ref u8, ref u9, ref u10, ref u11, ref u12, ref u13, ref u14, ref u15, words + Second, order);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14, words, order + 8);
            MixFour(
                ref u0, ref u1, ref u2, ref u3, ref u5, ref u6, ref u7, ref u4,
                ref u10, ref u11, ref u8, ref u9, ref u15, ref u12, ref u13, ref u14, words + Second, order + 8);
        }

        Store(
            Vector512.Create(Blake2b.Start0) ^ v0 ^ v8, Vector512.Create(Blake2b.Iv1) ^ v1 ^ v9,
            Vector512.Create(Blake2b.Iv2) ^ v2 ^ v10, Vector512.Create(Blake2b.Iv3) ^ v3 ^ v11, outputs);
        Store(
            Vector512.Create(Blake2b.Start0) ^ u0 ^ u8, Vector512.Create(Blake2b.Iv1) ^ u1 ^ u9,
            Vector512.Create(Blake2b.Iv2) ^ u2 ^ u10, Vector512.Create(Blake2b.Iv3) ^ u3 ^ u11, outputs + Lanes);
    }

    /// <summary>Mixes four columns or diagonals of one group, step by step beside each other.</summary>
    /// <remarks>The message word is added first, because b is the last word to be ready.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixFour(
        ref Vector512<ulong> a0, ref Vector512<ulong> a1, ref Vector512<ulong> a2, ref Vector512<ulong> a3,
        ref Vector512<ulong> b0, ref Vector512<ulong> b1, ref Vector512<ulong> b2, ref Vector512<ulong> b3,
        ref Vector512<ulong> c0, ref Vector512<ulong> c1, ref Vector512<ulong> c2, ref Vector512<ulong> c3,
        ref Vector512<ulong> d0, ref Vector512<ulong> d1, ref Vector512<ulong> d2, ref Vector512<ulong> d3,
        ulong* words, byte* order)
    {
        a0 += Vector512.LoadAligned(words + (8 * order[0])); a1 += Vector512.LoadAligned(words + (8 * order[2]));
        a2 += Vector512.LoadAligned(words + (8 * order[4])); a3 += Vector512.LoadAligned(words + (8 * order[6]));
        a0 += b0; a1 += b1;
        a2 += b2; a3 += b3;
        d0 = Avx512F.RotateRight(d0 ^ a0, 32); d1 = Avx512F.RotateRight(d1 ^ a1, 32);
        d2 = Avx512F.RotateRight(d2 ^ a2, 32); d3 = Avx512F.RotateRight(d3 ^ a3, 32);
        c0 += d0; c1 += d1;
        c2 += d2; c3 += d3;
        b0 = Avx512F.RotateRight(b0 ^ c0, 24); b1 = Avx512F.RotateRight(b1 ^ c1, 24);
        b2 = Avx512F.RotateRight(b2 ^ c2, 24); b3 = Avx512F.RotateRight(b3 ^ c3, 24);
        a0 += Vector512.LoadAligned(words + (8 * order[1])); a1 += Vector512.LoadAligned(words + (8 * order[3]));
        a2 += Vector512.LoadAligned(words + (8 * order[5])); a3 += Vector512.LoadAligned(words + (8 * order[7]));
        a0 += b0; a1 += b1;
        a2 += b2; a3 += b3;
        d0 = Avx512F.RotateRight(d0 ^ a0, 16); d1 = Avx512F.RotateRight(d1 ^ a1, 16);
        d2 = Avx512F.RotateRight(d2 ^ a2, 16); d3 = Avx512F.RotateRight(d3 ^ a3, 16);
        c0 += d0; c1 += d1;
        c2 += d2; c3 += d3;
        b0 = Avx512F.RotateRight(b0 ^ c0, 63); b1 = Avx512F.RotateRight(b1 ^ c1, 63);
        b2 = Avx512F.RotateRight(b2 ^ c2, 63); b3 = Avx512F.RotateRight(b3 ^ c3, 63);
    }

    /// <summary>Writes the sixteen message words of eight messages, eight lanes each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteWords(byte** pairs, byte* balances, ulong* words)
    {
        Vector512<ulong> w0 = Vector512.Load((ulong*)pairs[0]);
        Vector512<ulong> w1 = Vector512.Load((ulong*)pairs[1]);
        Vector512<ulong> w2 = Vector512.Load((ulong*)pairs[2]);
        Vector512<ulong> w3 = Vector512.Load((ulong*)pairs[3]);
        Vector512<ulong> w4 = Vector512.Load((ulong*)pairs[4]);
        Vector512<ulong> w5 = Vector512.Load((ulong*)pairs[5]);
        Vector512<ulong> w6 = Vector512.Load((ulong*)pairs[6]);
        Vector512<ulong> w7 = Vector512.Load((ulong*)pairs[7]);
        Transpose(ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7);

        // Two bytes, 01 and the balance, stand before the pair: every word moves up by 16 bits.
        Vector512<ulong> balance = Avx512F.ConvertToVector512UInt64(
            Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(balances)).AsByte());
        ((w0 << 16) | (balance << 8) | Vector512.Create(1UL)).StoreAligned(words);
        ((w1 << 16) | (w0 >>> 48)).StoreAligned(words + (1 * Lanes));
        ((w2 << 16) | (w1 >>> 48)).StoreAligned(words + (2 * Lanes));
        ((w3 << 16) | (w2 >>> 48)).StoreAligned(words + (3 * Lanes));
        ((w4 << 16) | (w3 >>> 48)).StoreAligned(words + (4 * Lanes));
        ((w5 << 16) | (w4 >>> 48)).StoreAligned(words + (5 * Lanes));
        ((w6 << 16) | (w5 >>> 48)).StoreAligned(words + (6 * Lanes));
        ((w7 << 16) | (w6 >>> 48)).StoreAligned(words + (7 * Lanes));
        (w7 >>> 48).StoreAligned(words + (8 * Lanes));
        for (int i = 9; i < 16; i++) Vector512<ulong>.Zero.StoreAligned(words + (i * Lanes));
    }
}
