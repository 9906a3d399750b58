using System.Buffers;
using System.Text;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>The sample of the README, which holds the lines between the marks word for word.</summary>
public sealed class HouseReadmeSample
{
    internal const string Begin = "// README begins";
    internal const string End = "// README ends";

    [Fact]
    public void The_sample_of_the_README_does_what_it_says()
    {
        // README begins
        var parameters = new TreeParameters(keyLength: 32);
        byte[] alice = new byte[32], bob = new byte[32];
        Blake2b256.Hash("alice"u8, alice);
        Blake2b256.Hash("bob"u8, bob);

        // The one who has the tree changes it, and proves the change.
        var prover = new Prover(parameters);
        Digest before = prover.Digest;
        Operation[] batch = [Operation.Insert(alice, "100"u8.ToArray()), Operation.Insert(bob, "20"u8.ToArray())];
        foreach (Operation operation in batch) prover.Apply(operation);
        var proof = new ArrayBufferWriter<byte>();
        Digest after = prover.Seal(proof);

        // Somebody who has nothing but the digest before follows to the digest after.
        var verifier = new Verifier(parameters);
        bool holds = verifier.TryBegin(before, proof.WrittenSpan, operationsMax: batch.Length);
        foreach (Operation operation in batch) holds = holds && verifier.Apply(operation).IsDone();
        holds = verifier.TryFinish(out Digest reached) && holds && reached == after;

        // And asks what alice has now. The answer carries a proof of its own, and counts once the verifier has finished.
        using Snapshot snapshot = prover.Snapshot();
        var answer = new ArrayBufferWriter<byte>();
        snapshot.TryProve([alice], answer, out _, out _);
        holds = holds && verifier.TryBegin(after, answer.WrittenSpan, operationsMax: 1);
        holds = holds && verifier.Apply(Operation.Lookup(alice)) == Outcome.Present;
        string value = Encoding.UTF8.GetString(verifier.OldValue);
        holds = verifier.TryFinish(out reached) && holds && reached == after;
        // README ends

        Assert.True(holds);
        Assert.Equal("100", value);
        Assert.NotEqual(before, after);
    }
}
