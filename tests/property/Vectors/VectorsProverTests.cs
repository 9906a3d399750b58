using System.Buffers;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>The prover against scrypto: results, digests and proofs byte for byte; then both verifiers on those proofs.</summary>
public sealed class VectorsProverTests(ITestOutputHelper output)
{
    [Fact]
    public void The_prover_gives_scryptos_results_digests_and_proofs()
    {
        int sequences = 0, batches = 0, operations = 0;
        foreach (string file in VectorFolder.Files(VectorKind.Sequence))
        {
            foreach (VectorSequence sequence in VectorFolder.Lines(file).Select(VectorSequence.Read))
            {
                Prover prover = new(sequence.Parameters);
                for (int b = 0; b < sequence.Batches.Count; b++)
                    operations += Replay(prover, sequence.Batches[b], $"{sequence.Id} batch {b}");
                if (sequence.LeavesAfter is { } leaves) Assert.Equal(leaves, prover.Count + 1);
                Assert.Equal(sequence.Batches.Count, prover.Revision);
                sequences++;
                batches += sequence.Batches.Count;
            }
        }

        output.WriteLine($"{sequences} sequences, {batches} batches, {operations} operations");
        Assert.True(operations > 50_000);
    }

    [Fact]
    public void The_operations_of_the_manifests_lead_to_their_digest()
    {
        int manifests = 0;
        foreach (string file in VectorFolder.Files(VectorKind.Manifest))
        {
            foreach (VectorManifest manifest in VectorFolder.Lines(file).Select(VectorManifest.Read))
            {
                Prover prover = new(manifest.Parameters);
                foreach (Operation operation in manifest.Operations) prover.Apply(operation);
                Assert.True(prover.Seal() == manifest.Digest, manifest.Id);
                manifests++;
            }
        }

        output.WriteLine($"{manifests} manifests");
        Assert.True(manifests > 0);
    }

    private static int Replay(Prover prover, VectorBatch batch, string where)
    {
        Assert.True(batch.Before == prover.Digest, where);
        List<Operation> done = [];
        List<ReferenceAnswer> answers = [];
        for (int i = 0; i < batch.Operations.Count; i++)
        {
            (Operation operation, VectorResult result) = batch.Operations[i];
            Outcome outcome = prover.Apply(operation);
            byte[] old = outcome == Outcome.Present ? prover.OldValue.ToArray() : [];
            Assert.True(result.Agrees(outcome, old), $"{where} operation {i}: {outcome} {Convert.ToHexStringLower(old)} for {result}");
            if (result.Refused) continue;
            done.Add(operation);
            answers.Add(new ReferenceAnswer(outcome, old));
        }

        Assert.True(batch.After == prover.Digest, $"{where}: digest before sealing");
        ArrayBufferWriter<byte> writer = new();
        Assert.True(batch.After == prover.Seal(writer), $"{where}: digest of the sealed batch");
        Assert.True(batch.After == prover.Digest, $"{where}: digest after sealing");
        byte[] proof = writer.WrittenSpan.ToArray();
        Assert.True(batch.Difference(proof) is null, $"{where}: {batch.Difference(proof)}");

        VerifierClaim claim = new(batch.Before, proof, done) { Answers = answers, After = batch.After };
        Assert.Equal((batch.Done, batch.Deletes), (claim.OperationsMax, claim.DeletesMax));
        string? refusal = VerifierRun.StrictRefusal(new Verifier(prover.Parameters), claim)
            ?? VerifierRun.ScryptoRefusal(new ScryptoVerifier(prover.Parameters), claim);
        Assert.True(refusal is null, $"{where}: {refusal}");
        return batch.Operations.Count;
    }
}
