using BasisTrees.Host.Proofs;

namespace BasisTrees.Host.Wire;

/// <summary>A note.</summary>
/// <param name="Revision">The revision that has it.</param>
/// <param name="Digest">The digest of that revision.</param>
/// <param name="Value">The value of its id, 64 hexadecimal digits: the commitment to id and body.</param>
internal sealed record NoteResult(long Revision, string Digest, string Value)
{
    /// <summary>The body, where it was asked for.</summary>
    public Bytes? Body { get; init; }

    /// <summary>A proof file for the id, if it was asked for: it proves the value, and the value commits to id and body.</summary>
    public ProofFile? Proof { get; init; }
}
