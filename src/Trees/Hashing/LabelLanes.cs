using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace BasisTrees;

/// <summary>Hashes many one-block messages side by side, with the widest instructions of the machine it runs on.</summary>
/// <remarks>
/// The callers own all memory and answer for its bounds. Stateless; any thread may use it, on memory no other thread writes.
/// Messages are independent: a call may write a hash into memory that the same call does not read.
/// </remarks>
internal static unsafe class LabelLanes
{
    private const int PairLength = 2 * Label.Length;
    private const int LanesMax = 8;

    /// <summary>The fastest kind that this machine supports.</summary>
    internal static LaneKind Best => Avx512F.IsSupported ? LaneKind.Avx512 : Avx2.IsSupported ? LaneKind.Avx2 : LaneKind.Scalar;

    /// <summary>Whether this machine has the instructions of a kind.</summary>
    internal static bool IsSupported(LaneKind kind) => kind switch
    {
        LaneKind.Avx512 => Avx512F.IsSupported,
        LaneKind.Avx2 => Avx2.IsSupported,
        _ => true,
    };

    /// <summary>Labels internal nodes: message i is 01, balances[i], pairs[i] (AVL-FORMAT section 1).</summary>
    /// <param name="pairs">For each node, its 64 bytes of child labels, the left one first.</param>
    /// <param name="balances">For each node, its balance as one byte, FF for -1.</param>
    /// <param name="outputs">For each node, the 32 bytes that receive its label; never inside a pair of this call.</param>
    /// <param name="count">The number of nodes, 0 or more.</param>
    internal static void HashPairs(byte** pairs, byte* balances, byte** outputs, int count) =>
        HashPairs(Best, pairs, balances, outputs, count);

    /// <summary>The same by a stated kind, which this machine must support.</summary>
    internal static void HashPairs(LaneKind kind, byte** pairs, byte* balances, byte** outputs, int count)
    {
        int done = 0;
        if (kind == LaneKind.Avx512)
        {
            for (; count - done >= 16; done += 16) PairLanesTwice512.Hash(pairs + done, balances + done, outputs + done);
            for (; count - done >= 8; done += 8) PairLanes512.Hash(pairs + done, balances + done, outputs + done);
        }
        else if (kind == LaneKind.Avx2)
        {
            for (; count - done >= 4; done += 4) PairLanes256.Hash(pairs + done, balances + done, outputs + done);
        }

        int rest = count - done;
        if (rest >= FewestInLanes(kind))
        {
            HashRestOfPairs(kind, pairs + done, balances + done, outputs + done, rest);
            return;
        }

        for (; done < count; done++) HashPair(pairs[done], balances[done], outputs[done]);
    }

    /// <summary>Hashes messages of one block: message i is the first lengths[i] bytes at blocks + 128 i.</summary>
    /// <param name="blocks">For each message 128 bytes: the message, then zeros.</param>
    /// <param name="lengths">For each message its length in bytes, 0 to 128.</param>
    /// <param name="outputs">For each message the 32 bytes that receive its hash; never inside a block of this call.</param>
    /// <param name="count">The number of messages, 0 or more.</param>
    internal static void HashBlocks(byte* blocks, int* lengths, byte** outputs, int count) =>
        HashBlocks(Best, blocks, lengths, outputs, count);

    /// <summary>The same by a stated kind, which this machine must support.</summary>
    internal static void HashBlocks(LaneKind kind, byte* blocks, int* lengths, byte** outputs, int count)
    {
        int done = 0;
        if (kind == LaneKind.Avx512)
        {
            for (; count - done >= 8; done += 8) BlockLanes512.Hash(blocks + (done * Blake2b.BlockLength), lengths + done, outputs + done);
        }
        else if (kind == LaneKind.Avx2)
        {
            for (; count - done >= 4; done += 4) BlockLanes256.Hash(blocks + (done * Blake2b.BlockLength), lengths + done, outputs + done);
        }

        int rest = count - done;
        if (rest >= FewestInLanes(kind))
        {
            HashRestOfBlocks(kind, blocks + (done * Blake2b.BlockLength), lengths + done, outputs + done, rest);
            return;
        }

        for (; done < count; done++) HashBlock(blocks + (done * Blake2b.BlockLength), lengths[done], outputs[done]);
    }

    // A compression in lanes costs as much as about two scalar ones, however few of its lanes are wanted.
    private static int FewestInLanes(LaneKind kind) => kind switch
    {
        LaneKind.Avx512 => 2,
        LaneKind.Avx2 => 3,
        _ => int.MaxValue,
    };

    // Fewer messages than lanes: the spare lanes repeat the last message and write where nobody looks.
    [SkipLocalsInit]
    private static void HashRestOfPairs(LaneKind kind, byte** pairs, byte* balances, byte** outputs, int rest)
    {
        byte** padPairs = stackalloc byte*[LanesMax];
        byte** padOutputs = stackalloc byte*[LanesMax];
        byte* padBalances = stackalloc byte[LanesMax];
        byte* nowhere = stackalloc byte[Label.Length];
        for (int i = 0; i < LanesMax; i++)
        {
            padPairs[i] = pairs[Math.Min(i, rest - 1)];
            padBalances[i] = balances[Math.Min(i, rest - 1)];
            padOutputs[i] = i < rest ? outputs[i] : nowhere;
        }

        if (kind == LaneKind.Avx512) PairLanes512.Hash(padPairs, padBalances, padOutputs);
        else PairLanes256.Hash(padPairs, padBalances, padOutputs);
    }

    [SkipLocalsInit]
    private static void HashRestOfBlocks(LaneKind kind, byte* blocks, int* lengths, byte** outputs, int rest)
    {
        byte* padBlocks = stackalloc byte[LanesMax * Blake2b.BlockLength];
        int* padLengths = stackalloc int[LanesMax];
        byte** padOutputs = stackalloc byte*[LanesMax];
        byte* nowhere = stackalloc byte[Label.Length];
        Unsafe.CopyBlockUnaligned(padBlocks, blocks, (uint)(rest * Blake2b.BlockLength));
        Unsafe.InitBlockUnaligned(padBlocks + (rest * Blake2b.BlockLength), 0, (uint)((LanesMax - rest) * Blake2b.BlockLength));
        for (int i = 0; i < LanesMax; i++)
        {
            padLengths[i] = i < rest ? lengths[i] : 0;
            padOutputs[i] = i < rest ? outputs[i] : nowhere;
        }

        if (kind == LaneKind.Avx512) BlockLanes512.Hash(padBlocks, padLengths, padOutputs);
        else BlockLanes256.Hash(padBlocks, padLengths, padOutputs);
    }

    [SkipLocalsInit]
    private static void HashPair(byte* pair, byte balance, byte* output)
    {
        byte* block = stackalloc byte[Blake2b.BlockLength];
        block[0] = 1;
        block[1] = balance;
        Unsafe.CopyBlockUnaligned(block + 2, pair, PairLength);
        Unsafe.InitBlockUnaligned(block + 2 + PairLength, 0, Blake2b.BlockLength - 2 - PairLength);
        HashBlock(block, 2 + PairLength, output);
    }

    [SkipLocalsInit]
    private static void HashBlock(byte* block, int length, byte* output)
    {
        ulong* chain = stackalloc ulong[8];
        Blake2b.Start(chain);
        Blake2b.Compress(chain, block, (ulong)length, ulong.MaxValue);
        Blake2b.Store(chain, new Span<byte>(output, Label.Length));
    }
}
