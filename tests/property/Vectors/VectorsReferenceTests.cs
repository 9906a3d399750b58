using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>The oracle itself against what scrypto did: an oracle that is wrong would make every other property worthless.</summary>
public sealed class VectorsReferenceTests(ITestOutputHelper output)
{
    [Fact]
    public void The_reference_prover_gives_scryptos_results_digests_and_proofs()
    {
        int sequences = 0, batches = 0, operations = 0;
        foreach (string file in VectorFolder.Files(VectorKind.Sequence))
        {
            foreach (VectorSequence sequence in VectorFolder.Lines(file).Select(VectorSequence.Read))
            {
                ReferenceTree tree = new(sequence.Parameters);
                for (int b = 0; b < sequence.Batches.Count; b++)
                    operations += Replay(tree, sequence.Batches[b], $"{sequence.Id} batch {b}");
                ReferenceInvariants.Check(tree);
                if (sequence.LeavesAfter is { } leaves) Assert.Equal(leaves, tree.Count + 1);
                sequences++;
                batches += sequence.Batches.Count;
            }
        }

        output.WriteLine($"{sequences} sequences, {batches} batches, {operations} operations");
        Assert.True(operations > 50_000);
    }

    [Fact]
    public void The_reference_verifier_gives_scryptos_verdicts()
    {
        int cases = 0;
        foreach (string file in VectorFolder.Files(VectorKind.Case))
        {
            foreach (VectorCase given in VectorFolder.Lines(file).Select(VectorCase.Read))
            {
                cases++;
                if (given.Parameters is null || given.Digest is not { } digest)
                {
                    Assert.False(given.Constructed, given.Id);
                    continue;
                }

                ReferenceVerifier verifier = new(given.Parameters);
                Assert.True(verifier.TryBegin(digest, given.Proof, given.OperationsMax, given.DeletesMax) == given.Constructed, given.Id);
                if (!given.Constructed) continue;
                Assert.Equal(given.Operations.Count, given.Results.Count);
                for (int i = 0; i < given.Operations.Count; i++)
                {
                    ReferenceAnswer answer = verifier.Apply(given.Operations[i]);
                    Assert.True(given.Results[i].Agrees(answer.Outcome, answer.Old), $"{given.Id} operation {i}: {answer}");
                }

                Digest? after = verifier.TryDigest(out Digest last) ? last : null;
                Assert.True(after == given.DigestAfter, $"{given.Id}: {after} for {given.DigestAfter}");
            }
        }

        output.WriteLine($"{cases} cases");
        Assert.True(cases > 2_000);
    }

    private static int Replay(ReferenceTree tree, VectorBatch batch, string where)
    {
        Assert.True(batch.Before == tree.Digest, where);
        ReferenceVerifier verifier = new(tree.Parameters);
        List<Operation> done = [];
        for (int i = 0; i < batch.Operations.Count; i++)
        {
            (Operation operation, VectorResult result) = batch.Operations[i];
            ReferenceAnswer answer = tree.Apply(operation);
            Assert.True(result.Agrees(answer.Outcome, answer.Old), $"{where} operation {i}: {answer} for {result}");
            if (!result.Refused) done.Add(operation);
        }

        Assert.True(batch.After == tree.Digest, $"{where}: digest after");
        byte[] proof = tree.Seal();
        Assert.True(batch.Difference(proof) is null, $"{where}: {batch.Difference(proof)}");
        Assert.True(verifier.TryBegin(batch.Before, proof, batch.Done, batch.Deletes), where);
        foreach (Operation operation in done) Assert.True(verifier.Apply(operation).Outcome.IsDone(), where);
        Assert.True(verifier.TryDigest(out Digest after) && after == batch.After && verifier.Broken == StrictRules.None, where);
        if (batch.Stated.Operations is { } stated) Assert.Equal((stated, batch.Stated.Deletes!.Value), (batch.Done, batch.Deletes));
        return batch.Operations.Count;
    }
}
