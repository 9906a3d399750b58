using System.CommandLine;
using System.Globalization;

namespace BasisTrees.Examples.Ledger;

/// <summary><c>ledger check</c>: checks a proof file against a trust string, and needs no ledger.</summary>
internal sealed class CheckCommand(Screen screen)
{
    private readonly Argument<string> _file = new("FILE") { Description = "The proof file." };
    private readonly Option<string> _trust = new("--trust")
    {
        Description = "What ledger digest printed, from a source that you trust.",
        HelpName = "STRING",
        Required = true,
    };

    private readonly Option<bool> _json = LedgerOptions.Json();

    internal Command Create()
    {
        var command = new Command("check", "Check a proof file; exits with 0 if it holds and 1 if not.") { _file, _trust, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string text = parsed.GetRequiredValue(_trust);
        if (!TrustString.TryParse(text, out TrustString? trust))
            return screen.Fail(Refusal.Rule($"{TextShown.Of(text)} is not a trust string; ledger digest prints one."));
        if (!TryRead(parsed.GetRequiredValue(_file), out byte[] bytes)) return Refute("The file is too long to be a proof.", parsed);
        if (!NoteProofCheck.TryCheck(bytes, trust, out ProvenNote? proven, out string? refusal)) return Refute(refusal, parsed);
        if (parsed.GetValue(_json)) WriteJson(proven);
        else Explain(proven, trust);
        return Exit.Done;
    }

    // At most one byte more than a proof may have.
    private static bool TryRead(string path, out byte[] bytes)
    {
        using FileStream file = File.OpenRead(path);
        byte[] buffer = new byte[NoteProof.BytesMax + 1];
        int length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        bytes = buffer[..Math.Min(length, NoteProof.BytesMax)];
        return length <= NoteProof.BytesMax;
    }

    private int Refute(string refusal, ParseResult parsed)
    {
        if (parsed.GetValue(_json)) screen.Json(new { Proven = false, Refusal = refusal });
        return screen.Fail(new Refusal(RefusalKind.Refuted, "NOT PROVEN. " + refusal));
    }

    private void Explain(ProvenNote proven, TrustString trust)
    {
        IouNote note = proven.Note;
        screen.Line($"PROVEN for the ledger {trust.TreeId} with the digest {trust.Digest}:");
        screen.Line("  " + Sentence(proven));
        screen.Line($"  dated {TextShown.Time(note.Time)}, signed by {proven.Signer.Name}, the note {proven.Id}");
        screen.Line(Say($"  At this digest {proven.Issuer.Name} owes {proven.Holder.Name} {proven.State.Owed}")
            + (proven.State.LastNote == proven.Id ? ", and this note is the last one between them." : "."));
        if (proven is { Receiver: { } receiver, ReceiverState: { } state })
            screen.Line(Say($"  At this digest {proven.Issuer.Name} owes {receiver.Name} {state.Owed}."));
        foreach (Party party in new[] { proven.Issuer, proven.Holder, proven.Receiver }.OfType<Party>())
            screen.Line($"  {party.Name} is whoever has the key behind {party.Id}.");
        screen.Line("This rests on the trust string alone. Not proven: that the digest is the newest one, that these names belong to whom");
        screen.Line("you think of (compare the ids), that whoever keeps the ledger kept its rules before, and that anybody will pay.");
    }

    private static string Sentence(ProvenNote proven) => proven.Note.Kind switch
    {
        NoteKind.Issue => Say($"{proven.Issuer.Name} has promised {proven.Holder.Name} {proven.Note.Amount}"),
        NoteKind.Redemption => Say($"{proven.Holder.Name} confirms that {proven.Issuer.Name} has paid back {proven.Note.Amount}"),
        _ => Say($"{proven.Holder.Name} has handed {proven.Receiver?.Name} {proven.Note.Amount} of what {proven.Issuer.Name} owed it"),
    };

    private void WriteJson(ProvenNote proven) => screen.Json(new
    {
        Proven = true,
        Note = proven.Id.ToString(),
        Kind = proven.Note.Kind.ToString().ToLowerInvariant(),
        proven.Note.Amount,
        Time = TextShown.Time(proven.Note.Time),
        Debtor = proven.Issuer.Name,
        Creditor = proven.Holder.Name,
        Receiver = proven.Receiver?.Name,
        SignedBy = proven.Signer.Name,
        proven.State.Owed,
        OwedToReceiver = proven.ReceiverState?.Owed,
    });

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
