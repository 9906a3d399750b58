using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static BasisTrees.Words512;

namespace BasisTrees;

/// <summary>The label of eight internal nodes at once: eight 66-byte messages 01, balance, pair of child labels.</summary>
/// <remarks>
/// The message fills 66 of the block's 128 bytes, so words 9 to 15 are zero and their additions vanish from the written-out rounds,
/// and the sixteen state words and nine message words can stay in registers. This is why the method is long.
/// </remarks>
internal static unsafe class PairLanes512
{
    /// <summary>Hashes eight messages.</summary>
    /// <param name="pairs">Eight places of 64 bytes: left label, right label.</param>
    /// <param name="balances">Eight balances as bytes.</param>
    /// <param name="outputs">Eight places of 32 bytes, written after everything has been read.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // No branches to profile: straight to the final code.
    internal static void Hash(byte** pairs, byte* balances, byte** outputs)
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
        Vector512<ulong> m0 = (w0 << 16) | (balance << 8) | Vector512.Create(1UL);
        Vector512<ulong> m1 = (w1 << 16) | (w0 >>> 48);
        Vector512<ulong> m2 = (w2 << 16) | (w1 >>> 48);
        Vector512<ulong> m3 = (w3 << 16) | (w2 >>> 48);
        Vector512<ulong> m4 = (w4 << 16) | (w3 >>> 48);
        Vector512<ulong> m5 = (w5 << 16) | (w4 >>> 48);
        Vector512<ulong> m6 = (w6 << 16) | (w5 >>> 48);
        Vector512<ulong> m7 = (w7 << 16) | (w6 >>> 48);
        Vector512<ulong> m8 = w7 >>> 48;

        Vector512<ulong> v0 = Vector512.Create(Blake2b.Start0), v1 = Vector512.Create(Blake2b.Iv1);
        Vector512<ulong> v2 = Vector512.Create(Blake2b.Iv2), v3 = Vector512.Create(Blake2b.Iv3);
        Vector512<ulong> v4 = Vector512.Create(Blake2b.Iv4), v5 = Vector512.Create(Blake2b.Iv5);
        Vector512<ulong> v6 = Vector512.Create(Blake2b.Iv6), v7 = Vector512.Create(Blake2b.Iv7);
        Vector512<ulong> v8 = Vector512.Create(Blake2b.Iv0), v9 = Vector512.Create(Blake2b.Iv1);
        Vector512<ulong> v10 = Vector512.Create(Blake2b.Iv2), v11 = Vector512.Create(Blake2b.Iv3);
        Vector512<ulong> v12 = Vector512.Create(Blake2b.Iv4 ^ 66);
        Vector512<ulong> v13 = Vector512.Create(Blake2b.Iv5), v14 = Vector512.Create(~Blake2b.Iv6);
        Vector512<ulong> v15 = Vector512.Create(Blake2b.Iv7);

        // Round 1 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m0, m1);
        Mix(ref v1, ref v5, ref v9, ref v13, m2, m3);
        Mix(ref v2, ref v6, ref v10, ref v14, m4, m5);
        Mix(ref v3, ref v7, ref v11, ref v15, m6, m7);
        MixFirst(ref v0, ref v5, ref v10, ref v15, m8);
        MixNone(ref v1, ref v6, ref v11, ref v12);
        MixNone(ref v2, ref v7, ref v8, ref v13);
        MixNone(ref v3, ref v4, ref v9, ref v14);

        // Round 2 of 12.
        MixNone(ref v0, ref v4, ref v8, ref v12);
        Mix(ref v1, ref v5, ref v9, ref v13, m4, m8);
        MixNone(ref v2, ref v6, ref v10, ref v14);
        MixSecond(ref v3, ref v7, ref v11, ref v15, m6);
        MixFirst(ref v0, ref v5, ref v10, ref v15, m1);
        Mix(ref v1, ref v6, ref v11, ref v12, m0, m2);
        MixSecond(ref v2, ref v7, ref v8, ref v13, m7);
        Mix(ref v3, ref v4, ref v9, ref v14, m5, m3);

        // Round 3 of 12.
        MixSecond(ref v0, ref v4, ref v8, ref v12, m8);
        MixSecond(ref v1, ref v5, ref v9, ref v13, m0);
        Mix(ref v2, ref v6, ref v10, ref v14, m5, m2);
        MixNone(ref v3, ref v7, ref v11, ref v15);
        MixNone(ref v0, ref v5, ref v10, ref v15);
        Mix(ref v1, ref v6, ref v11, ref v12, m3, m6);
        Mix(ref v2, ref v7, ref v8, ref v13, m7, m1);
        MixSecond(ref v3, ref v4, ref v9, ref v14, m4);

        // Round 4 of 12.
        MixFirst(ref v0, ref v4, ref v8, ref v12, m7);
        Mix(ref v1, ref v5, ref v9, ref v13, m3, m1);
        MixNone(ref v2, ref v6, ref v10, ref v14);
        MixNone(ref v3, ref v7, ref v11, ref v15);
        Mix(ref v0, ref v5, ref v10, ref v15, m2, m6);
        MixFirst(ref v1, ref v6, ref v11, ref v12, m5);
        Mix(ref v2, ref v7, ref v8, ref v13, m4, m0);
        MixSecond(ref v3, ref v4, ref v9, ref v14, m8);

        // Round 5 of 12.
        MixSecond(ref v0, ref v4, ref v8, ref v12, m0);
        Mix(ref v1, ref v5, ref v9, ref v13, m5, m7);
        Mix(ref v2, ref v6, ref v10, ref v14, m2, m4);
        MixNone(ref v3, ref v7, ref v11, ref v15);
        MixSecond(ref v0, ref v5, ref v10, ref v15, m1);
        MixNone(ref v1, ref v6, ref v11, ref v12);
        Mix(ref v2, ref v7, ref v8, ref v13, m6, m8);
        MixFirst(ref v3, ref v4, ref v9, ref v14, m3);

        // Round 6 of 12.
        MixFirst(ref v0, ref v4, ref v8, ref v12, m2);
        MixFirst(ref v1, ref v5, ref v9, ref v13, m6);
        MixFirst(ref v2, ref v6, ref v10, ref v14, m0);
        Mix(ref v3, ref v7, ref v11, ref v15, m8, m3);
        MixFirst(ref v0, ref v5, ref v10, ref v15, m4);
        Mix(ref v1, ref v6, ref v11, ref v12, m7, m5);
        MixNone(ref v2, ref v7, ref v8, ref v13);
        MixFirst(ref v3, ref v4, ref v9, ref v14, m1);

        // Round 7 of 12.
        MixSecond(ref v0, ref v4, ref v8, ref v12, m5);
        MixFirst(ref v1, ref v5, ref v9, ref v13, m1);
        MixNone(ref v2, ref v6, ref v10, ref v14);
        MixFirst(ref v3, ref v7, ref v11, ref v15, m4);
        Mix(ref v0, ref v5, ref v10, ref v15, m0, m7);
        Mix(ref v1, ref v6, ref v11, ref v12, m6, m3);
        MixSecond(ref v2, ref v7, ref v8, ref v13, m2);
        MixFirst(ref v3, ref v4, ref v9, ref v14, m8);

        // Round 8 of 12.
        MixNone(ref v0, ref v4, ref v8, ref v12);
        MixFirst(ref v1, ref v5, ref v9, ref v13, m7);
        MixSecond(ref v2, ref v6, ref v10, ref v14, m1);
        MixFirst(ref v3, ref v7, ref v11, ref v15, m3);
        Mix(ref v0, ref v5, ref v10, ref v15, m5, m0);
        MixSecond(ref v1, ref v6, ref v11, ref v12, m4);
        Mix(ref v2, ref v7, ref v8, ref v13, m8, m6);
        MixFirst(ref v3, ref v4, ref v9, ref v14, m2);

        // Round 9 of 12.
        MixFirst(ref v0, ref v4, ref v8, ref v12, m6);
        MixNone(ref v1, ref v5, ref v9, ref v13);
        MixSecond(ref v2, ref v6, ref v10, ref v14, m3);
        Mix(ref v3, ref v7, ref v11, ref v15, m0, m8);
        MixSecond(ref v0, ref v5, ref v10, ref v15, m2);
        MixSecond(ref v1, ref v6, ref v11, ref v12, m7);
        Mix(ref v2, ref v7, ref v8, ref v13, m1, m4);
        MixSecond(ref v3, ref v4, ref v9, ref v14, m5);

        // Round 10 of 12.
        MixSecond(ref v0, ref v4, ref v8, ref v12, m2);
        Mix(ref v1, ref v5, ref v9, ref v13, m8, m4);
        Mix(ref v2, ref v6, ref v10, ref v14, m7, m6);
        Mix(ref v3, ref v7, ref v11, ref v15, m1, m5);
        MixNone(ref v0, ref v5, ref v10, ref v15);
        MixNone(ref v1, ref v6, ref v11, ref v12);
        MixFirst(ref v2, ref v7, ref v8, ref v13, m3);
        MixSecond(ref v3, ref v4, ref v9, ref v14, m0);

        // Round 11 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m0, m1);
        Mix(ref v1, ref v5, ref v9, ref v13, m2, m3);
        Mix(ref v2, ref v6, ref v10, ref v14, m4, m5);
        Mix(ref v3, ref v7, ref v11, ref v15, m6, m7);
        MixFirst(ref v0, ref v5, ref v10, ref v15, m8);
        MixNone(ref v1, ref v6, ref v11, ref v12);
        MixNone(ref v2, ref v7, ref v8, ref v13);
        MixNone(ref v3, ref v4, ref v9, ref v14);

        // Round 12 of 12.
        MixNone(ref v0, ref v4, ref v8, ref v12);
        Mix(ref v1, ref v5, ref v9, ref v13, m4, m8);
        MixNone(ref v2, ref v6, ref v10, ref v14);
        MixSecond(ref v3, ref v7, ref v11, ref v15, m6);
        MixFirst(ref v0, ref v5, ref v10, ref v15, m1);
        Mix(ref v1, ref v6, ref v11, ref v12, m0, m2);
        MixSecond(ref v2, ref v7, ref v8, ref v13, m7);
        Mix(ref v3, ref v4, ref v9, ref v14, m5, m3);

        Store(
            Vector512.Create(Blake2b.Start0) ^ v0 ^ v8, Vector512.Create(Blake2b.Iv1) ^ v1 ^ v9,
            Vector512.Create(Blake2b.Iv2) ^ v2 ^ v10, Vector512.Create(Blake2b.Iv3) ^ v3 ^ v11, outputs);
    }
}
