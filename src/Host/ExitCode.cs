namespace BasisTrees.Host;

/// <summary>What the command tells the shell: one number for each kind of ending.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    internal const int Done = 0;

    /// <summary>A verification was carried out and says no.</summary>
    internal const int Refuted = 1;

    /// <summary>The command line, the input or the configuration is wrong.</summary>
    internal const int Usage = 2;

    /// <summary>What was asked for is not there.</summary>
    internal const int NotFound = 3;

    /// <summary>The tree is not in the state that was demanded.</summary>
    internal const int Conflict = 4;

    /// <summary>Stored bytes are not what was written.</summary>
    internal const int Corruption = 5;

    /// <summary>Not now or not here: disk full, read-only, lock held, queue full, no answer.</summary>
    internal const int Unavailable = 6;
}
