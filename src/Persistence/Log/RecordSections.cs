namespace BasisTrees.Persistence;

/// <summary>The sections of a record as they were read.</summary>
internal sealed class RecordSections
{
    /// <summary>The operations, or null if there was no such section.</summary>
    internal IReadOnlyList<LoggedOperation>? Operations { get; set; }

    /// <summary>The ids, or null if there was no such section.</summary>
    internal IReadOnlyList<LoggedId>? Ids { get; set; }

    /// <summary>The idempotency key, or null if there was none.</summary>
    internal BatchKey? Key { get; set; }

    /// <summary>The notes, or null if there was no such section.</summary>
    internal IReadOnlyList<LoggedNote>? Notes { get; set; }

    /// <summary>What was erased, or null if there was no such section.</summary>
    internal IReadOnlyList<LoggedErasure>? Erasures { get; set; }

    /// <summary>The sections of types that are not known and may be passed over.</summary>
    internal List<LogSection> Unknown { get; } = [];

    /// <summary>Whether what is said of notes fits the operations.</summary>
    internal bool FitsOperations()
    {
        IReadOnlyList<LoggedOperation> operations = Operations ?? [];
        int next = 0;
        foreach (LoggedNote note in Notes ?? [])
        {
            if (note.OperationIndex < next || note.OperationIndex >= operations.Count) return false;
            if (operations[note.OperationIndex].Value.Length != NoteValue.Length) return false;
            next = note.OperationIndex + 1;
        }

        return (Erasures ?? []).All(erasure => erasure.OperationIndex < operations.Count);
    }
}
