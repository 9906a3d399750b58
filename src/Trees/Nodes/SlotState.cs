using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// The state word of a node's slot: the balance of an internal node (8 bits, signed), whether the node was born in the current
/// batch (1 bit), and the generation of the slot (23 bits), which tells a handle to its present node from one to a former node.
/// </summary>
internal struct SlotState
{
    /// <summary>
    /// The number of generations. The last is no node's: a slot that reaches it is never used again, so that no stale handle ever fits.
    /// </summary>
    public const uint Generations = 1u << 23;

    private const uint BornBit = 1u << 8;
    private const int GenerationShift = 9;

    private uint _word;

    /// <summary>height(right) - height(left) of an internal node; any byte in a forged tree.</summary>
    public sbyte Balance
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => (sbyte)_word;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _word = (_word & ~0xFFu) | (byte)value;
    }

    /// <summary>Whether the node was born in the current batch and may be changed in place.</summary>
    public readonly bool IsBorn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (_word & BornBit) != 0;
    }

    /// <summary>The generation of the slot, below <see cref="Generations"/>.</summary>
    public readonly uint Generation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _word >> GenerationShift;
    }

    /// <summary>Begins the life of a node in this slot: born, balance 0, the generation as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginNode() => _word = (_word & ~((1u << GenerationShift) - 1)) | BornBit;

    /// <summary>Makes the state of a slot that never held a node.</summary>
    public void BeginSlot() => _word = 0;

    /// <summary>Ends the batch in which the node was born.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Freeze() => _word &= ~BornBit;

    /// <summary>Ends the life of the node for all who come to it from now on: handles stop fitting; what the slot holds stays.</summary>
    public void Expire() => _word = (_word & ~BornBit) + (1u << GenerationShift);

    /// <summary>Whether the slot has spent its generations and must not be used again.</summary>
    public readonly bool IsSpent => Generation >= Generations - 1;

    /// <summary>Ends the life of the node: handles to it stop fitting.</summary>
    /// <returns>False if the slot has spent its generations and must not be used again.</returns>
    public bool TryEndNode()
    {
        uint next = Generation + 1;
        _word = next << GenerationShift;
        return next < Generations - 1;
    }
}
