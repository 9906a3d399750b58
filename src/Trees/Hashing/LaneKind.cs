namespace BasisTrees;

/// <summary>How <see cref="LabelLanes"/> hashes: how many messages side by side, with which instructions. Results never differ.</summary>
internal enum LaneKind
{
    /// <summary>One message at a time, on every machine.</summary>
    Scalar = 0,

    /// <summary>Four messages in 256-bit registers.</summary>
    Avx2 = 1,

    /// <summary>Eight messages in 512-bit registers, which rotate natively.</summary>
    Avx512 = 2,
}
