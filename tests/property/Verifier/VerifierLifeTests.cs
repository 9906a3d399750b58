using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>The order of calls: nothing is proven before a proof was begun, after a refusal, or after the end.</summary>
public sealed class VerifierLifeTests
{
    private static readonly TreeParameters Parameters = new(1, 1);
    private static readonly Operation Present = Operation.Lookup(new byte[] { 5 });
    private static readonly Operation Refused = Operation.Insert(new byte[] { 5 }, new byte[] { 1 });

    [Fact]
    public void Before_a_proof_nothing_is_shown()
    {
        Verifier strict = new(Parameters);
        ScryptoVerifier scrypto = new(Parameters);
        Assert.Equal(Outcome.ProofRefused, strict.Apply(Present));
        Assert.Equal(Outcome.ProofRefused, scrypto.Apply(Present));
        Assert.False(strict.TryFinish(out _));
        Assert.False(scrypto.TryDigest(out _));
    }

    [Fact]
    public void After_a_refusal_nothing_is_shown_until_the_next_proof()
    {
        (Digest digest, byte[] proof) = Proof();
        Verifier strict = new(Parameters);
        ScryptoVerifier scrypto = new(Parameters);
        Assert.True(strict.TryBegin(digest, proof) && scrypto.TryBegin(digest, proof));
        Assert.Equal(Outcome.KeyExists, strict.Apply(Refused));
        Assert.Equal(Outcome.KeyExists, scrypto.Apply(Refused));
        Assert.Equal(Outcome.ProofRefused, strict.Apply(Present));
        Assert.Equal(Outcome.ProofRefused, scrypto.Apply(Present));
        Assert.False(strict.TryFinish(out _));
        Assert.False(scrypto.TryDigest(out _));

        Assert.True(strict.TryBegin(digest, proof) && scrypto.TryBegin(digest, proof));
        Assert.Equal(Outcome.Present, strict.Apply(Present));
        Assert.Equal(Outcome.Present, scrypto.Apply(Present));
        Assert.True(strict.TryFinish(out Digest strictAfter) && strictAfter == digest);
        Assert.True(scrypto.TryDigest(out Digest scryptoAfter) && scryptoAfter == digest);
    }

    [Fact]
    public void A_refused_proof_ends_the_one_before()
    {
        (Digest digest, byte[] proof) = Proof();
        Verifier strict = new(Parameters);
        ScryptoVerifier scrypto = new(Parameters);
        Assert.True(strict.TryBegin(digest, proof) && scrypto.TryBegin(digest, proof));
        Assert.False(strict.TryBegin(digest, proof.AsMemory(1).ToArray()));
        Assert.False(scrypto.TryBegin(digest, proof.AsMemory(1).ToArray()));
        Assert.Equal(Outcome.ProofRefused, strict.Apply(Present));
        Assert.Equal(Outcome.ProofRefused, scrypto.Apply(Present));
        Assert.False(strict.TryFinish(out _));
        Assert.False(scrypto.TryDigest(out _));
    }

    [Fact]
    public void A_proof_is_finished_once_and_only_when_it_is_used_up()
    {
        (Digest digest, byte[] proof) = Proof();
        Verifier strict = new(Parameters);
        Assert.True(strict.TryBegin(digest, proof));
        Assert.False(strict.TryFinish(out _), "directions are left over");
        Assert.True(strict.TryBegin(digest, proof));
        Assert.Equal(Outcome.Present, strict.Apply(Present));
        Assert.True(strict.OldValue.SequenceEqual(new byte[] { 7 }));
        Assert.True(strict.TryFinish(out _));
        Assert.False(strict.TryFinish(out _));
        Assert.Equal(Outcome.ProofRefused, strict.Apply(Present));
    }

    // The proof of one lookup of a present key.
    private static (Digest Digest, byte[] Proof) Proof()
    {
        Support.ReferenceTree tree = new(Parameters);
        tree.Apply(Operation.Insert(new byte[] { 5 }, new byte[] { 7 }));
        tree.Apply(Operation.Insert(new byte[] { 9 }, new byte[] { 8 }));
        tree.Seal();
        tree.Apply(Present);
        return (tree.Digest, tree.Seal());
    }
}
