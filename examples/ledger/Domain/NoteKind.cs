namespace BasisTrees.Examples.Ledger;

/// <summary>What a note does.</summary>
internal enum NoteKind : byte
{
    /// <summary>The issuer promises an amount to the holder, and signs.</summary>
    Issue = 1,

    /// <summary>The holder hands an amount of what the issuer owes it to the receiver, and signs.</summary>
    Transfer = 2,

    /// <summary>The issuer has paid the holder an amount back; the holder, who gives up a claim, signs.</summary>
    Redemption = 3,
}
