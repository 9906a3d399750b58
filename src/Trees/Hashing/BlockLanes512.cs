using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static BasisTrees.Words512;

namespace BasisTrees;

/// <summary>The hashes of eight messages of one block each at once.</summary>
/// <remarks>The rounds are written out so that every state word is a local: this is why the method is long.</remarks>
internal static unsafe class BlockLanes512
{
    /// <summary>Hashes eight messages.</summary>
    /// <param name="blocks">Eight blocks of 128 bytes, one after the other, each a message and zeros.</param>
    /// <param name="lengths">The eight lengths of the messages in bytes, 0 to 128.</param>
    /// <param name="outputs">Eight places of 32 bytes, written after everything has been read.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // No branches to profile: straight to the final code.
    internal static void Hash(byte* blocks, int* lengths, byte** outputs)
    {
        ulong* words = (ulong*)blocks;
        Vector512<ulong> m0 = Vector512.Load(words + 0);
        Vector512<ulong> m1 = Vector512.Load(words + 16);
        Vector512<ulong> m2 = Vector512.Load(words + 32);
        Vector512<ulong> m3 = Vector512.Load(words + 48);
        Vector512<ulong> m4 = Vector512.Load(words + 64);
        Vector512<ulong> m5 = Vector512.Load(words + 80);
        Vector512<ulong> m6 = Vector512.Load(words + 96);
        Vector512<ulong> m7 = Vector512.Load(words + 112);
        Vector512<ulong> m8 = Vector512.Load(words + 8);
        Vector512<ulong> m9 = Vector512.Load(words + 24);
        Vector512<ulong> m10 = Vector512.Load(words + 40);
        Vector512<ulong> m11 = Vector512.Load(words + 56);
        Vector512<ulong> m12 = Vector512.Load(words + 72);
        Vector512<ulong> m13 = Vector512.Load(words + 88);
        Vector512<ulong> m14 = Vector512.Load(words + 104);
        Vector512<ulong> m15 = Vector512.Load(words + 120);
        Transpose(ref m0, ref m1, ref m2, ref m3, ref m4, ref m5, ref m6, ref m7);
        Transpose(ref m8, ref m9, ref m10, ref m11, ref m12, ref m13, ref m14, ref m15);

        Vector512<ulong> v0 = Vector512.Create(Blake2b.Start0), v1 = Vector512.Create(Blake2b.Iv1);
        Vector512<ulong> v2 = Vector512.Create(Blake2b.Iv2), v3 = Vector512.Create(Blake2b.Iv3);
        Vector512<ulong> v4 = Vector512.Create(Blake2b.Iv4), v5 = Vector512.Create(Blake2b.Iv5);
        Vector512<ulong> v6 = Vector512.Create(Blake2b.Iv6), v7 = Vector512.Create(Blake2b.Iv7);
        Vector512<ulong> v8 = Vector512.Create(Blake2b.Iv0), v9 = Vector512.Create(Blake2b.Iv1);
        Vector512<ulong> v10 = Vector512.Create(Blake2b.Iv2), v11 = Vector512.Create(Blake2b.Iv3);
        Vector512<ulong> v12 = Vector512.Create(Blake2b.Iv4) ^ Avx512F.ConvertToVector512UInt64(Vector256.Load((uint*)lengths));
        Vector512<ulong> v13 = Vector512.Create(Blake2b.Iv5), v14 = Vector512.Create(~Blake2b.Iv6);
        Vector512<ulong> v15 = Vector512.Create(Blake2b.Iv7);

        // Round 1 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m0, m1);
        Mix(ref v1, ref v5, ref v9, ref v13, m2, m3);
        Mix(ref v2, ref v6, ref v10, ref v14, m4, m5);
        Mix(ref v3, ref v7, ref v11, ref v15, m6, m7);
        Mix(ref v0, ref v5, ref v10, ref v15, m8, m9);
        Mix(ref v1, ref v6, ref v11, ref v12, m10, m11);
        Mix(ref v2, ref v7, ref v8, ref v13, m12, m13);
        Mix(ref v3, ref v4, ref v9, ref v14, m14, m15);

        // Round 2 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m14, m10);
        Mix(ref v1, ref v5, ref v9, ref v13, m4, m8);
        Mix(ref v2, ref v6, ref v10, ref v14, m9, m15);
        Mix(ref v3, ref v7, ref v11, ref v15, m13, m6);
        Mix(ref v0, ref v5, ref v10, ref v15, m1, m12);
        Mix(ref v1, ref v6, ref v11, ref v12, m0, m2);
        Mix(ref v2, ref v7, ref v8, ref v13, m11, m7);
        Mix(ref v3, ref v4, ref v9, ref v14, m5, m3);

        // Round 3 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m11, m8);
        Mix(ref v1, ref v5, ref v9, ref v13, m12, m0);
        Mix(ref v2, ref v6, ref v10, ref v14, m5, m2);
        Mix(ref v3, ref v7, ref v11, ref v15, m15, m13);
        Mix(ref v0, ref v5, ref v10, ref v15, m10, m14);
        Mix(ref v1, ref v6, ref v11, ref v12, m3, m6);
        Mix(ref v2, ref v7, ref v8, ref v13, m7, m1);
        Mix(ref v3, ref v4, ref v9, ref v14, m9, m4);

        // Round 4 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m7, m9);
        Mix(ref v1, ref v5, ref v9, ref v13, m3, m1);
        Mix(ref v2, ref v6, ref v10, ref v14, m13, m12);
        Mix(ref v3, ref v7, ref v11, ref v15, m11, m14);
        Mix(ref v0, ref v5, ref v10, ref v15, m2, m6);
        Mix(ref v1, ref v6, ref v11, ref v12, m5, m10);
        Mix(ref v2, ref v7, ref v8, ref v13, m4, m0);
        Mix(ref v3, ref v4, ref v9, ref v14, m15, m8);

        // Round 5 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m9, m0);
        Mix(ref v1, ref v5, ref v9, ref v13, m5, m7);
        Mix(ref v2, ref v6, ref v10, ref v14, m2, m4);
        Mix(ref v3, ref v7, ref v11, ref v15, m10, m15);
        Mix(ref v0, ref v5, ref v10, ref v15, m14, m1);
        Mix(ref v1, ref v6, ref v11, ref v12, m11, m12);
        Mix(ref v2, ref v7, ref v8, ref v13, m6, m8);
        Mix(ref v3, ref v4, ref v9, ref v14, m3, m13);

        // Round 6 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m2, m12);
        Mix(ref v1, ref v5, ref v9, ref v13, m6, m10);
        Mix(ref v2, ref v6, ref v10, ref v14, m0, m11);
        Mix(ref v3, ref v7, ref v11, ref v15, m8, m3);
        Mix(ref v0, ref v5, ref v10, ref v15, m4, m13);
        Mix(ref v1, ref v6, ref v11, ref v12, m7, m5);
        Mix(ref v2, ref v7, ref v8, ref v13, m15, m14);
        Mix(ref v3, ref v4, ref v9, ref v14, m1, m9);

        // Round 7 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m12, m5);
        Mix(ref v1, ref v5, ref v9, ref v13, m1, m15);
        Mix(ref v2, ref v6, ref v10, ref v14, m14, m13);
        Mix(ref v3, ref v7, ref v11, ref v15, m4, m10);
        Mix(ref v0, ref v5, ref v10, ref v15, m0, m7);
        Mix(ref v1, ref v6, ref v11, ref v12, m6, m3);
        Mix(ref v2, ref v7, ref v8, ref v13, m9, m2);
        Mix(ref v3, ref v4, ref v9, ref v14, m8, m11);

        // Round 8 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m13, m11);
        Mix(ref v1, ref v5, ref v9, ref v13, m7, m14);
        Mix(ref v2, ref v6, ref v10, ref v14, m12, m1);
        Mix(ref v3, ref v7, ref v11, ref v15, m3, m9);
        Mix(ref v0, ref v5, ref v10, ref v15, m5, m0);
        Mix(ref v1, ref v6, ref v11, ref v12, m15, m4);
        Mix(ref v2, ref v7, ref v8, ref v13, m8, m6);
        Mix(ref v3, ref v4, ref v9, ref v14, m2, m10);

        // Round 9 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m6, m15);
        Mix(ref v1, ref v5, ref v9, ref v13, m14, m9);
        Mix(ref v2, ref v6, ref v10, ref v14, m11, m3);
        Mix(ref v3, ref v7, ref v11, ref v15, m0, m8);
        Mix(ref v0, ref v5, ref v10, ref v15, m12, m2);
        Mix(ref v1, ref v6, ref v11, ref v12, m13, m7);
        Mix(ref v2, ref v7, ref v8, ref v13, m1, m4);
        Mix(ref v3, ref v4, ref v9, ref v14, m10, m5);

        // Round 10 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m10, m2);
        Mix(ref v1, ref v5, ref v9, ref v13, m8, m4);
        Mix(ref v2, ref v6, ref v10, ref v14, m7, m6);
        Mix(ref v3, ref v7, ref v11, ref v15, m1, m5);
        Mix(ref v0, ref v5, ref v10, ref v15, m15, m11);
        Mix(ref v1, ref v6, ref v11, ref v12, m9, m14);
        Mix(ref v2, ref v7, ref v8, ref v13, m3, m12);
        Mix(ref v3, ref v4, ref v9, ref v14, m13, m0);

        // Round 11 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m0, m1);
        Mix(ref v1, ref v5, ref v9, ref v13, m2, m3);
        Mix(ref v2, ref v6, ref v10, ref v14, m4, m5);
        Mix(ref v3, ref v7, ref v11, ref v15, m6, m7);
        Mix(ref v0, ref v5, ref v10, ref v15, m8, m9);
        Mix(ref v1, ref v6, ref v11, ref v12, m10, m11);
        Mix(ref v2, ref v7, ref v8, ref v13, m12, m13);
        Mix(ref v3, ref v4, ref v9, ref v14, m14, m15);

        // Round 12 of 12.
        Mix(ref v0, ref v4, ref v8, ref v12, m14, m10);
        Mix(ref v1, ref v5, ref v9, ref v13, m4, m8);
        Mix(ref v2, ref v6, ref v10, ref v14, m9, m15);
        Mix(ref v3, ref v7, ref v11, ref v15, m13, m6);
        Mix(ref v0, ref v5, ref v10, ref v15, m1, m12);
        Mix(ref v1, ref v6, ref v11, ref v12, m0, m2);
        Mix(ref v2, ref v7, ref v8, ref v13, m11, m7);
        Mix(ref v3, ref v4, ref v9, ref v14, m5, m3);

        Store(
            Vector512.Create(Blake2b.Start0) ^ v0 ^ v8, Vector512.Create(Blake2b.Iv1) ^ v1 ^ v9,
            Vector512.Create(Blake2b.Iv2) ^ v2 ^ v10, Vector512.Create(Blake2b.Iv3) ^ v3 ^ v11, outputs);
    }
}
