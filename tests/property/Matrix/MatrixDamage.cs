namespace BasisTrees.Tests.Property;

/// <summary>What is done to the files of a store at rest in one cell of the corruption matrix.</summary>
internal enum MatrixDamage
{
    BitFlipped,
    SectorZeroed,
    SectorMisdirected,
    CutShort,
    Emptied,
    Missing,
    GarbageBehind,
    FramesSwapped,
    FrameDoubled,
    FrameOfAnotherStore,
    FileOfAnotherStore,
    AnotherFileOfTheStore,
    OlderFile,

    /// <summary>Every file as it was at an earlier time: no single machine can see it.</summary>
    WholeOlderStore,

    /// <summary>The log is cut at a frame's end, and the seal is gone or as old: no single machine can see it.</summary>
    LogAndSealCutBack,
}
