namespace BasisTrees.Bench;

/// <summary>The rows that check proofs with one verifier, used again and again.</summary>
internal sealed class VerifyRows(BenchOptions options, Clock clock)
{
    private const double WarmUpSeconds = 1;

    private readonly Verifier _verifier = new(Workload.Parameters);

    /// <summary>Checks claims; every one must hold, and once the verifier has grown nothing may be allocated.</summary>
    /// <param name="name">What is verified.</param>
    /// <param name="peerRate">The peer's rate.</param>
    /// <param name="deletesMax">How many operations of a batch may remove a key.</param>
    /// <param name="claims">The claims.</param>
    public Row Verify(string name, double peerRate, int deletesMax, List<Claim> claims)
    {
        var row = new Row(name) { PeerRate = peerRate, MustNotAllocate = true };
        List<Claim> received = claims.ConvertAll(claim => claim.Received());
        Func<(long, long)> pass = () => Check(received, deletesMax);

        // Long enough for the compiler to have finished with what it compiles in the background.
        Passes.AtLeast(WarmUpSeconds, pass);
        for (int round = 0; round < options.Rounds; round++) clock.Measure(row, () => Passes.AtLeast(options.Seconds, pass));
        RefuseTampered(claims[0], deletesMax);
        return row;
    }

    private (long Operations, long Hashes) Check(List<Claim> claims, int deletesMax)
    {
        long operations = 0;
        foreach (Claim claim in claims)
        {
            if (!Holds(claim, claim.Proof, deletesMax)) throw new WrongResultException("a proof was refused.");
            operations += claim.Operations.Length;
        }

        return (operations, 0);
    }

    private bool Holds(Claim claim, ReadOnlySpan<byte> proof, int deletesMax)
    {
        if (!_verifier.TryBegin(claim.Before, proof, claim.Operations.Length, deletesMax)) return false;
        for (int i = 0; i < claim.Operations.Length; i++)
        {
            if (_verifier.Apply(claim.Operations[i]) != Outcome.Present) return false;
            if (claim.OldValues is { } values && !_verifier.OldValue.SequenceEqual(values[i].Span)) return false;
        }

        return _verifier.TryFinish(out Digest after) && after == claim.After;
    }

    // A verifier that accepts anything would be fast.
    private void RefuseTampered(Claim claim, int deletesMax)
    {
        byte[] proof = [.. claim.Proof];
        proof[proof.Length / 2] ^= 1;
        if (Holds(claim, proof, deletesMax)) throw new WrongResultException("a tampered proof was accepted.");
    }
}
