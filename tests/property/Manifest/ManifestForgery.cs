namespace BasisTrees.Tests.Property;

/// <summary>What is wrong with a forged tree.</summary>
public enum ManifestForgery
{
    None,
    KeysSwapped,
    GapBetweenLeaves,
    WrongBalance,
    WrongRouting,
    NoFirstSentinel,
    NoLastSentinel,
    SentinelWithValue,
    WrongHeight,
    SubtreeTwice,
}
