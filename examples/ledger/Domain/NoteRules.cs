using System.Globalization;

namespace BasisTrees.Examples.Ledger;

/// <summary>What a note may do. Whoever gives something up signs; nothing is ever owed below zero.</summary>
internal static class NoteRules
{
    /// <summary>Why a note cannot be one at all, or null.</summary>
    internal static string? RefusalOfForm(IouNote note)
    {
        if (!Enum.IsDefined(note.Kind)) return Say($"A note of the kind {(byte)note.Kind} is not known.");
        if (note.Amount < 1) return Say($"A note is about 1 unit or more, not {note.Amount}.");
        if (note.Time < 1) return Say($"A note is dated after 1970, not {note.Time}.");
        if (note.Issuer == note.Holder) return "Nobody can owe anything to themselves.";
        bool isTransfer = note.Kind == NoteKind.Transfer;
        if (isTransfer != (note.Receiver != default)) return "A transfer has a receiver, and nothing else has one.";
        if (!isTransfer && note.PreviousOfReceiver != default) return "Only a transfer follows a note of a receiver.";
        if (isTransfer && note.Receiver == note.Issuer) return "What somebody owes cannot be handed to themselves: that is a redemption.";
        return isTransfer && note.Receiver == note.Holder ? "Nothing can be handed to whoever has it already." : null;
    }

    /// <summary>Applies a note to the pair of issuer and holder.</summary>
    /// <param name="note">The note; its form is right.</param>
    /// <param name="before">The state before it.</param>
    /// <param name="after">The state after it.</param>
    /// <returns>Why it cannot be applied, or null.</returns>
    internal static string? Apply(IouNote note, PairState before, out PairState after)
    {
        after = before;
        if (RefusalOfPlace(note.Time, note.Previous, before) is { } refusal) return refusal;
        PairState next = before with { LastTime = note.Time, Notes = before.Notes + 1 };
        switch (note.Kind)
        {
            case NoteKind.Issue:
                if (IsTooMuch(before, note.Amount)) return TooMuch(note.Amount);
                after = next with { Issued = before.Issued + note.Amount };
                return null;
            case NoteKind.Transfer:
                if (note.Amount > before.Owed) return Say($"Only {before.Owed} are owed, so {note.Amount} cannot be handed on.");
                after = next with { Transferred = before.Transferred + note.Amount };
                return null;
            default:
                if (note.Amount > before.Owed) return Say($"Only {before.Owed} are owed, so {note.Amount} cannot be redeemed.");
                after = next with { Redeemed = before.Redeemed + note.Amount };
                return null;
        }
    }

    /// <summary>Applies a transfer to the pair of issuer and receiver; see <see cref="Apply"/>.</summary>
    internal static string? Receive(IouNote note, PairState before, out PairState after)
    {
        after = before;
        if (RefusalOfPlace(note.Time, note.PreviousOfReceiver, before) is { } refusal) return refusal;
        if (IsTooMuch(before, note.Amount)) return TooMuch(note.Amount);
        after = before with { Received = before.Received + note.Amount, LastTime = note.Time, Notes = before.Notes + 1 };
        return null;
    }

    private static string? RefusalOfPlace(long time, Label previous, PairState before)
    {
        if (previous != before.LastNote) return "The note was signed in another state of its pair: another note has come before it.";
        return time > before.LastTime ? null : "The note is not later than the last one of its pair.";
    }

    // What was ever promised must stay within 64 bits, or sums would lie.
    private static bool IsTooMuch(PairState before, long amount) => amount > long.MaxValue - before.Issued - before.Received;

    private static string TooMuch(long amount) => Say($"With {amount} more, more would have been promised than can be counted.");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
