namespace BasisTrees.Host.Tokens;

/// <summary>What the bearer of a token may do; each role may do what those before it may.</summary>
internal enum TokenRole
{
    /// <summary>Reads, proofs and previews: nothing that changes the tree.</summary>
    Read,

    /// <summary>Entries and batches too.</summary>
    Write,

    /// <summary>Everything: also what looks after the store.</summary>
    Admin,
}
