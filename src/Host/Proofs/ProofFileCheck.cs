using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Proofs;

/// <summary>Checks a proof file of any origin against a trust string, which is all that is believed.</summary>
internal static class ProofFileCheck
{
    /// <summary>Reads and checks a file.</summary>
    /// <param name="bytes">The bytes of the file.</param>
    /// <param name="trust">What is trusted.</param>
    /// <param name="file">The file whose claims are proven.</param>
    /// <param name="refusal">One sentence that says why nothing is proven.</param>
    internal static bool TryCheck(
        ReadOnlySpan<byte> bytes,
        TrustString trust,
        [NotNullWhen(true)] out ProofFile? file,
        [NotNullWhen(false)] out string? refusal)
    {
        if (!Json.TryRead(bytes, out file, out refusal))
        {
            refusal = $"It is not a proof file: {refusal}";
            return false;
        }

        refusal = RefusalOfForm(file) ?? RefusalOfFields(file, trust) ?? RefusalOfClaims(file, trust);
        return refusal is null;
    }

    private static string? RefusalOfForm(ProofFile file)
    {
        if (!string.Equals(file.Format, ProofFile.FormatName, StringComparison.Ordinal))
            return $"It is not a proof file: its format is {ByteText.Show(file.Format)}, not \"{ProofFile.FormatName}\".";
        if (file.Revision < 0) return Say($"The file names the revision {file.Revision}, and no revision is negative.");
        if (file.Entries.Count == 0) return "The file claims nothing.";
        if (file.Entries.Count > ProofFile.EntriesMax)
            return Say($"The file has {file.Entries.Count} claims, more than {ProofFile.EntriesMax}.");
        return file.Proof.Length > ProofFile.ProofBytesMax
            ? Say($"The proof has {file.Proof.Length} bytes, more than {ProofFile.ProofBytesMax}.")
            : null;
    }

    // Nothing here matters for the check, which uses the trust string alone; a difference only means that the file is about something else.
    private static string? RefusalOfFields(ProofFile file, TrustString trust)
    {
        if (!string.Equals(file.TreeId, trust.TreeId, StringComparison.Ordinal))
            return $"The file is about the tree {ByteText.Show(file.TreeId)}, and the trusted tree is \"{trust.TreeId}\".";
        if (!string.Equals(file.KeyMode, Words.Of(trust.KeyMode), StringComparison.Ordinal))
            return $"The file says that keys are {ByteText.Show(file.KeyMode)}, and the trust string says {Words.Of(trust.KeyMode)}.";
        if (file.KeyLength != trust.KeyLength)
            return Say($"The file says that keys have {file.KeyLength} bytes, and the trust string that they have {trust.KeyLength}.");
        if (file.ValueLength != trust.ValueLength)
            return $"The file and the trust string differ on the length of values: {Show(file.ValueLength)} and {Show(trust.ValueLength)}.";
        return string.Equals(file.Digest, trust.Digest.ToString(), StringComparison.Ordinal)
            ? null
            : $"The file is about another digest, {ByteText.Show(file.Digest)}, than the trusted one, {trust.Digest}.";
    }

    private static string? RefusalOfClaims(ProofFile file, TrustString trust)
    {
        var verifier = new Verifier(trust.Parameters);
        if (!verifier.TryBegin(trust.Digest, file.Proof, file.Entries.Count, 0))
            return "The proof is malformed or not of the trusted digest.";
        byte[] key = new byte[trust.KeyLength];
        for (int i = 0; i < file.Entries.Count; i++)
        {
            ProofFileEntry entry = file.Entries[i];
            if (!trust.Keys.TryMap(entry.Id.Span, key))
                return Say($"Claim {i + 1} is about no possible id: {trust.Keys.Explain(entry.Id.Span)}");
            if (!string.Equals(entry.Key, Convert.ToHexStringLower(key), StringComparison.Ordinal))
                return Say($"Claim {i + 1} states another key than the one of its id {SafeText.Quote(entry.Id.Span)}.");
            if (entry.Found != entry.Value.HasValue) return Say($"Claim {i + 1} has a value and says it has none, or the other way round.");
            Outcome outcome = verifier.Apply(Operation.Lookup(key));
            if (!outcome.IsDone())
                return Say($"The proof does not show what claim {i + 1} is about, the id {SafeText.Quote(entry.Id.Span)}.");
            if (RefusalOfClaim(entry, outcome, verifier.OldValue) is { } difference) return Say($"Claim {i + 1} is refuted: {difference}");
        }

        if (!verifier.TryFinish(out Digest after)) return "The proof holds more than the claims need.";
        return after == trust.Digest ? null : "The proof leads to another digest than the trusted one.";
    }

    private static string? RefusalOfClaim(ProofFileEntry entry, Outcome outcome, ReadOnlySpan<byte> value)
    {
        string id = SafeText.Quote(entry.Id.Span);
        if (entry.Value is not { } claimed) return outcome == Outcome.Absent ? null : $"the id {id} has a value.";
        if (outcome == Outcome.Absent) return $"the id {id} has no value.";
        return claimed.Span.SequenceEqual(value) ? null : $"the id {id} has another value.";
    }

    private static string Show(int? length) => length is { } bytes ? Say($"{bytes} bytes") : "any";

    private static string Say(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
