namespace BasisTrees.Tests.Support;

/// <summary>The reasons for which the strict verifier may refuse what scrypto accepts (AVL-FORMAT section 6).</summary>
[Flags]
internal enum StrictRules
{
    None = 0,

    /// <summary>Bytes or direction bits were left over.</summary>
    Leftover = 1,

    /// <summary>The padding of the last direction byte was not zero.</summary>
    Padding = 2,

    /// <summary>A balance was outside -1, 0, 1.</summary>
    Balance = 4,

    /// <summary>The height was above 91, at the beginning or at the end.</summary>
    Height = 8,

    /// <summary>A value length was negative or above the maximum.</summary>
    ValueLength = 16,
}
