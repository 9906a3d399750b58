using System.Globalization;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Answers;

/// <summary>Turns what the store says, by answer or by exception, into problems.</summary>
internal static class ProblemOf
{
    /// <summary>The problem behind a failure of the store or the disk.</summary>
    internal static Problem Failure(StoreException failure) => failure switch
    {
        StoreStoppedException { OutcomeUnknown: true } => new Problem(ProblemKind.OutcomeUnknown, failure.Message),
        StoreStoppedException { InnerException: StoreFullException } => new Problem(ProblemKind.DiskFull, failure.Message),
        StoreStoppedException => new Problem(ProblemKind.StoreStopped, failure.Message),
        StoreFullException => new Problem(ProblemKind.DiskFull, failure.Message),
        StoreUnwritableException => new Problem(ProblemKind.StoreUnwritable, failure.Message),
        StoreLockedException => new Problem(ProblemKind.StoreLocked, failure.Message),
        StoreNotFoundException => new Problem(ProblemKind.StoreMissing, failure.Message),
        StoreExistsException => new Problem(ProblemKind.StoreExists, failure.Message),
        StoreRolledBackException => new Problem(ProblemKind.StoreRolledBack, failure.Message),
        StoreDamagedException => new Problem(ProblemKind.StoreDamaged, failure.Message),
        BackupRefusedException { Refusal: BackupRefusal.Key } => new Problem(ProblemKind.InvalidRequest, failure.Message),
        BackupRefusedException { Refusal: BackupRefusal.NoBackup or BackupRefusal.NotReached } =>
            new Problem(ProblemKind.RevisionNotFound, failure.Message),
        BackupRefusedException => new Problem(ProblemKind.DigestConflict, failure.Message),
        _ => new Problem(ProblemKind.DiskFailure, failure.Message),
    };

    /// <summary>The problem of a batch that does not stand.</summary>
    internal static Problem Refusal(CommitOutcome outcome, Digest digest, int failedIndex, Outcome failedOutcome, string? explanation)
    {
        string detail = explanation ?? outcome.ToString();
        return outcome switch
        {
            CommitOutcome.Conflict => new Problem(ProblemKind.DigestConflict, detail) { Digest = digest.ToString() },
            CommitOutcome.TooLarge => new Problem(ProblemKind.TooLarge, detail),
            CommitOutcome.QueueFull => new Problem(ProblemKind.QueueFull, detail),
            CommitOutcome.KeyReused => new Problem(ProblemKind.IdempotencyKeyReused, detail),
            CommitOutcome.NoSpace => new Problem(ProblemKind.NoSpace, detail),
            _ => new Problem(KindOf(failedOutcome), detail)
            {
                Operation = failedIndex < 0 ? null : failedIndex,
                Outcome = WordOf(failedOutcome),
            },
        };
    }

    /// <summary>The problem of an id that has no value.</summary>
    internal static Problem Missing(ReadOnlySpan<byte> id) =>
        new(ProblemKind.EntryNotFound, $"The id {Text.SafeText.Quote(id)} has no value.");

    /// <summary>The problem of an id whose note cannot be read.</summary>
    internal static Problem NoNote(NoteOutcome outcome, ReadOnlySpan<byte> id) => outcome switch
    {
        NoteOutcome.Erased => new Problem(ProblemKind.NoteErased, "The body of this note was erased."),
        NoteOutcome.NotANote => new Problem(
            ProblemKind.NoteNotFound, "The id has a value, and it is not that of a note whose body the store was given."),
        _ => Missing(id),
    };

    /// <summary>The problem of bytes that cannot be an id.</summary>
    internal static Problem InvalidId(string explanation) => new(ProblemKind.InvalidId, explanation);

    /// <summary>The problem of a revision that is not there.</summary>
    internal static Problem NoRevision(long revision, long head) => new(
        ProblemKind.RevisionNotFound,
        string.Create(CultureInfo.InvariantCulture, $"There is no revision {revision}: the revisions of this store are 0 to {head}."));

    /// <summary>The problem of a revision whose tree is not kept.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="retained">Those that are, in rising order.</param>
    internal static Problem NotRetained(long revision, IReadOnlyList<long> retained)
    {
        long[] nearest = [.. retained.Where(other => other < revision).TakeLast(1), .. retained.Where(other => other > revision).Take(1)];
        string named = string.Join(" and ", nearest.Select(other => other.ToString(CultureInfo.InvariantCulture)));
        string which = nearest.Length == 1 ? "the nearest one that is is" : "the nearest ones that are are";
        string detail = string.Create(CultureInfo.InvariantCulture, $"Revision {revision} is not retained; {which} {named}.");
        return new Problem(ProblemKind.RevisionNotRetained, detail) { Retained = nearest };
    }

    /// <summary>An outcome as it is written in JSON.</summary>
    internal static string WordOf(Outcome outcome) => outcome switch
    {
        Outcome.Absent => "absent",
        Outcome.Present => "present",
        Outcome.KeyExists => "key_exists",
        Outcome.KeyMissing => "key_missing",
        Outcome.KeyLength => "key_length",
        Outcome.KeySentinel => "key_sentinel",
        Outcome.ValueLength => "value_length",
        Outcome.ValueNotNumber => "value_not_number",
        Outcome.NumberRange => "number_range",
        Outcome.UnknownOperation => "unknown_operation",
        _ => "proof_refused",
    };

    private static ProblemKind KindOf(Outcome outcome) => outcome switch
    {
        Outcome.KeyExists => ProblemKind.KeyExists,
        Outcome.KeyMissing => ProblemKind.EntryNotFound,
        Outcome.KeyLength or Outcome.KeySentinel => ProblemKind.InvalidId,
        _ => ProblemKind.OperationRefused,
    };
}
