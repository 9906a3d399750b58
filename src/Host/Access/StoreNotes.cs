using BasisTrees.Host.Answers;
using BasisTrees.Host.Proofs;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Access;

/// <summary>The notes of a store that this process has open.</summary>
/// <param name="store">The store.</param>
/// <param name="revisions">Its revisions.</param>
internal sealed class StoreNotes(TreeStore store, StoreRevisions revisions)
{
    /// <summary>So many keys are named at most in which the tree and its notes differ.</summary>
    internal const int DifferencesMax = 1000;

    /// <summary>Reads a body.</summary>
    internal Answer<NoteResult> Read(EntryRequest request)
    {
        ReadOnlyMemory<byte> id = request.Id;
        if (!revisions.TryOpen(request.Revision, out StoreSnapshot? opened, out Problem? problem)) return problem;
        using StoreSnapshot snapshot = opened;
        if (snapshot.Get(id.Span, out _) is not (Outcome.Present or Outcome.Absent)) return ProblemOf.InvalidId(snapshot.Explain(id.Span));
        NoteOutcome outcome = snapshot.TryReadNote(id.Span, out byte[]? body);
        if (body is null) return ProblemOf.NoNote(outcome, id.Span);
        var note = new NoteResult(snapshot.Revision, snapshot.Digest.ToString(), Convert.ToHexStringLower(NoteValue.Of(id.Span, body)))
        {
            Body = new Bytes(body),
        };
        if (!request.Proof) return note;
        return LocalTreeAccess.Prove(snapshot, [new Bytes(id)]).TryGet(out ProofFile? proof, out problem)
            ? note with { Proof = proof }
            : problem;
    }

    /// <summary>Erases a body.</summary>
    internal Answer<NoteErasureResult> Erase(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> value)
    {
        if (value.Length is not (0 or NoteValue.Length))
            return new Problem(ProblemKind.InvalidRequest, $"The value of a note has {NoteValue.Length} bytes, not {value.Length}.");
        using (StoreSnapshot snapshot = store.Snapshot())
        {
            if (snapshot.Get(id.Span, out _) is not (Outcome.Present or Outcome.Absent))
                return ProblemOf.InvalidId(snapshot.Explain(id.Span));
        }

        NoteErasure erasure = store.EraseNote(id, value);
        return erasure.Refusal is { } refusal ? new Problem(ProblemKind.NoSpace, refusal)
            : erasure.Outcome == NoteOutcome.Erased ? new NoteErasureResult(erasure.Revision, erasure.Places, erasure.FirstRevision)
            : ProblemOf.NoNote(erasure.Outcome, id.Span);
    }

    /// <summary>Compares the tree with its notes.</summary>
    internal Answer<CrosscheckResult> Crosscheck()
    {
        using StoreSnapshot snapshot = store.Snapshot();
        return CrosscheckResult.Of(Persistence.Crosscheck.RunNotes(snapshot, DifferencesMax));
    }
}
