namespace BasisTrees.Tests.Property;

/// <summary>How the opening of a damaged store ended.</summary>
internal enum MatrixOutcome
{
    /// <summary>Everything acknowledged is there, and there was nothing to report.</summary>
    Same,

    /// <summary>Everything acknowledged is there, and the report says what was found or done.</summary>
    Reported,

    /// <summary>The store is not opened: one sentence with file and offset, and nothing is changed.</summary>
    Refused,

    /// <summary>The store opens, and reading what is damaged fails with one sentence with file and offset.</summary>
    RefusedWhenRead,

    /// <summary>The store opens at an older acknowledged state: only a head that a client kept can tell.</summary>
    NeedsPinnedHead,

    /// <summary>A promise is broken.</summary>
    Violation,
}
