namespace BasisTrees.Examples.Ledger;

/// <summary>Why something was refused, as far as a program that asked has to know.</summary>
internal enum RefusalKind
{
    /// <summary>A rule of the ledger, or what was asked for makes no sense.</summary>
    Rule,

    /// <summary>Something that was named is not there.</summary>
    NotFound,

    /// <summary>The ledger is no longer in the state that was assumed.</summary>
    Conflict,

    /// <summary>Stored bytes are not what was written.</summary>
    Damaged,

    /// <summary>Not now: no room, too many batches wait.</summary>
    Unavailable,

    /// <summary>A proof was checked and says no.</summary>
    Refuted,
}
