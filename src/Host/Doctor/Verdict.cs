namespace BasisTrees.Host.Doctor;

/// <summary>What is thought of one thing that was looked at.</summary>
internal enum Verdict
{
    /// <summary>It is as it should be.</summary>
    Fine,

    /// <summary>The service runs, but somebody should look at it.</summary>
    Doubtful,

    /// <summary>The service does not run like this, or loses its promises.</summary>
    Bad,
}
