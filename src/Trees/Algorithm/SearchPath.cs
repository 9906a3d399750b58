using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// The way of one search from the root to a leaf: internal nodes and the side taken at each. It grows as the tree is deep, on the
/// heap: a forged tree may be as deep as its proof is long.
/// </summary>
internal struct SearchPath
{
    private const int RightShift = 31;
    private const uint RightBit = 1u << RightShift;

    // Handles of internal nodes are not negative, so the sign bit is free for the side.
    private uint[] _steps;
    private ulong _lefts;

    /// <summary>Makes an empty path with room for a tree of ordinary height.</summary>
    public SearchPath()
    {
        _steps = new uint[96];
    }

    /// <summary>The number of steps.</summary>
    public int Depth { get; private set; }

    /// <summary>Forgets all steps.</summary>
    public void Clear()
    {
        Depth = 0;
        _lefts = 0;
    }

    /// <summary>The first 64 steps as bits, the first the lowest, 1 for left.</summary>
    public readonly ulong Lefts => _lefts;

    /// <summary>Adds a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int handle, bool right)
    {
        int depth = Depth;
        if (depth == _steps.Length) Array.Resize(ref _steps, 2 * depth);
        uint rightBit = Unsafe.BitCast<bool, byte>(right);
        if (depth < 64) _lefts |= (ulong)(rightBit ^ 1) << depth;
        _steps[depth] = (uint)handle | (rightBit << RightShift);
        Depth = depth + 1;
    }

    /// <summary>The internal node of a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Node(int step) => (int)(_steps[step] & ~RightBit);

    /// <summary>Whether a step went right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Right(int step) => (_steps[step] & RightBit) != 0;

    /// <summary>The index of the last step to the right, or -1.</summary>
    public readonly int LastRight()
    {
        int step = Depth - 1;
        while (step >= 0 && !Right(step)) step--;
        return step;
    }

    /// <summary>
    /// The direction of the second descent of a removal (AVL-FORMAT section 4): 0 at the node whose routing key is the key, +1 where
    /// the search went right before it, -1 elsewhere.
    /// </summary>
    /// <param name="step">The step; it may lie beyond the end of the search.</param>
    /// <param name="lastRight">The index of the last step to the right.</param>
    public readonly int Replay(int step, int lastRight)
    {
        if (step == lastRight) return 0;
        return step < lastRight && Right(step) ? 1 : -1;
    }
}
