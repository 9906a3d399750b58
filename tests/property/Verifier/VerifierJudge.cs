using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>Puts tampered claims to the strict verifier and says whether what it accepts is true.</summary>
internal sealed class VerifierJudge(TreeParameters parameters)
{
    private readonly Verifier _reused = new(parameters);

    /// <summary>The claims that ran through, all of them true.</summary>
    public long True { get; private set; }

    /// <summary>What the verifier did wrong, or null. A fresh one and one that has seen other proofs must do the same.</summary>
    public string? Fault(VerifierSample sample, VerifierMutant mutant, bool fresh)
    {
        byte[]?[] olds = new byte[]?[mutant.Operations.Count];
        Verifier verifier = fresh ? new Verifier(parameters) : _reused;
        return Run(verifier, mutant, olds, out Digest after) ? FaultOfAccepting(sample, mutant, olds, after) : null;
    }

    private static bool Run(Verifier verifier, VerifierMutant mutant, byte[]?[] olds, out Digest after)
    {
        after = default;
        if (!verifier.TryBegin(mutant.Before, mutant.Proof, mutant.OperationsMax, mutant.DeletesMax)) return false;
        bool done = true;
        for (int i = 0; i < olds.Length; i++)
        {
            Outcome outcome = verifier.Apply(mutant.Operations[i]);
            if (outcome == Outcome.Present) olds[i] = verifier.OldValue.ToArray();
            // After a refusal nothing may succeed any more; the rest is run to see that.
            if (!done && outcome.IsDone()) throw new InvalidOperationException($"Operation {i} succeeds after a refusal.");
            done = done && outcome.IsDone();
        }

        bool finished = verifier.TryFinish(out after);
        if (finished && !done) throw new InvalidOperationException("A digest in spite of a refusal.");
        return finished;
    }

    private string? FaultOfAccepting(VerifierSample sample, VerifierMutant mutant, byte[]?[] olds, Digest after)
    {
        if (mutant.Before.Root != sample.Claim.Before.Root) return "a proof accepted against another root";
        if (mutant.Before != sample.Claim.Before)
            return after == sample.Claim.After ? "the claimed digest from another height" : null;

        ReferenceTree truth = sample.Before.Fork();
        for (int i = 0; i < olds.Length; i++)
        {
            ReferenceAnswer answer = truth.Apply(mutant.Operations[i]);
            Outcome outcome = olds[i] is null ? Outcome.Absent : Outcome.Present;
            if (!answer.Equals(outcome, olds[i])) return $"operation {i} answers {outcome}, the truth is {answer}";
        }

        if (after != truth.Digest) return $"digest {after}, the truth is {truth.Digest}";
        bool sameOperations = mutant.Operations.SequenceEqual(sample.Claim.Operations);
        if (sameOperations && !mutant.Proof.AsSpan().SequenceEqual(sample.Claim.Proof)) return "another proof of the same batch";
        True++;
        return null;
    }
}
