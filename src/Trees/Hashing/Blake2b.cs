using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>BLAKE2b-256 without a key (RFC 7693), one message at a time: the scalar kernel and its constants.</summary>
/// <remarks>Stateless; any thread may use it.</remarks>
internal static unsafe class Blake2b
{
    /// <summary>The length of a hash in bytes.</summary>
    internal const int HashLength = 32;

    /// <summary>The length of a block in bytes: the unit that one compression takes in.</summary>
    internal const int BlockLength = 128;

    // The initialisation vector of RFC 7693 section 2.6.
    internal const ulong Iv0 = 0x6A09E667F3BCC908;
    internal const ulong Iv1 = 0xBB67AE8584CAA73B;
    internal const ulong Iv2 = 0x3C6EF372FE94F82B;
    internal const ulong Iv3 = 0xA54FF53A5F1D36F1;
    internal const ulong Iv4 = 0x510E527FADE682D1;
    internal const ulong Iv5 = 0x9B05688C2B3E6C1F;
    internal const ulong Iv6 = 0x1F83D9ABFB41BD6B;
    internal const ulong Iv7 = 0x5BE0CD19137E2179;

    /// <summary>The first chaining word: the parameter block of section 2.5 says 32 bytes of hash, no key, fanout 1, depth 1.</summary>
    internal const ulong Start0 = Iv0 ^ 0x01010020;

    /// <summary>Hashes one message.</summary>
    /// <param name="message">The message, of any length.</param>
    /// <param name="hash32">Receives 32 bytes at its front; may overlap the message.</param>
    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    [SkipLocalsInit]
    internal static void Hash(ReadOnlySpan<byte> message, Span<byte> hash32)
    {
        if (hash32.Length < HashLength) throw new ArgumentException($"A hash needs {HashLength} bytes.", nameof(hash32));
        ulong* chain = stackalloc ulong[8];
        Start(chain);
        ulong hashed = 0;
        fixed (byte* start = message)
        {
            byte* rest = start;
            int left = message.Length;

            // The last block, full or not, is kept back: it is compressed with the final flag.
            while (left > BlockLength)
            {
                hashed += BlockLength;
                Compress(chain, rest, hashed, 0);
                rest += BlockLength;
                left -= BlockLength;
            }

            if (left == BlockLength)
            {
                Compress(chain, rest, hashed + BlockLength, ulong.MaxValue);
            }
            else
            {
                byte* block = stackalloc byte[BlockLength];
                new Span<byte>(block, BlockLength).Clear();
                new ReadOnlySpan<byte>(rest, left).CopyTo(new Span<byte>(block, BlockLength));
                Compress(chain, block, hashed + (ulong)left, ulong.MaxValue);
            }
        }

        Store(chain, hash32);
    }

    /// <summary>Sets the eight chaining words to their start.</summary>
    internal static void Start(ulong* chain)
    {
        chain[0] = Start0;
        chain[1] = Iv1;
        chain[2] = Iv2;
        chain[3] = Iv3;
        chain[4] = Iv4;
        chain[5] = Iv5;
        chain[6] = Iv6;
        chain[7] = Iv7;
    }

    /// <summary>Writes the hash, the first four chaining words, as 32 little-endian bytes.</summary>
    internal static void Store(ulong* chain, Span<byte> hash32)
    {
        for (int i = 0; i < 4; i++) BinaryPrimitives.WriteUInt64LittleEndian(hash32[(8 * i)..], chain[i]);
    }

    /// <summary>Takes one block into the chaining words (RFC 7693 section 3.2).</summary>
    /// <param name="chain">The eight chaining words.</param>
    /// <param name="block">128 bytes, at any alignment.</param>
    /// <param name="hashed">The bytes of the message up to and including this block, without padding.</param>
    /// <param name="final">All ones for the last block, 0 for every other.</param>
    /// <remarks>
    /// The 96 mixing steps are written out so that every word of state is a local and every message word a fixed offset: this is why
    /// the method is long.
    /// </remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // No branches to profile: straight to the final code.
    internal static void Compress(ulong* chain, byte* block, ulong hashed, ulong final)
    {
        ulong* m = (ulong*)block;
        if (!BitConverter.IsLittleEndian)
        {
            ulong* swapped = stackalloc ulong[BlockLength / sizeof(ulong)];
            for (int i = 0; i < BlockLength / sizeof(ulong); i++) swapped[i] = BinaryPrimitives.ReverseEndianness(m[i]);
            m = swapped;
        }

        ulong m0 = m[0], m1 = m[1], m2 = m[2], m3 = m[3];
        ulong m4 = m[4], m5 = m[5], m6 = m[6], m7 = m[7];
        ulong m8 = m[8], m9 = m[9], m10 = m[10], m11 = m[11];
        ulong m12 = m[12], m13 = m[13], m14 = m[14], m15 = m[15];
        ulong v0 = chain[0], v1 = chain[1], v2 = chain[2], v3 = chain[3], v4 = chain[4], v5 = chain[5], v6 = chain[6], v7 = chain[7];
        ulong v8 = Iv0, v9 = Iv1, v10 = Iv2, v11 = Iv3, v12 = Iv4 ^ hashed, v13 = Iv5, v14 = Iv6 ^ final, v15 = Iv7;

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

        chain[0] ^= v0 ^ v8;
        chain[1] ^= v1 ^ v9;
        chain[2] ^= v2 ^ v10;
        chain[3] ^= v3 ^ v11;
        chain[4] ^= v4 ^ v12;
        chain[5] ^= v5 ^ v13;
        chain[6] ^= v6 ^ v14;
        chain[7] ^= v7 ^ v15;
    }

    // The mixing function G of RFC 7693 section 3.1. The message word is added first, because b is the last word to be ready.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref ulong a, ref ulong b, ref ulong c, ref ulong d, ulong x, ulong y)
    {
        a = a + x + b;
        d = BitOperations.RotateRight(d ^ a, 32);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 24);
        a = a + y + b;
        d = BitOperations.RotateRight(d ^ a, 16);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 63);
    }
}
