namespace BasisTrees.Host.Configuration;

/// <summary>What a line of the journal is.</summary>
internal enum JournalForm
{
    /// <summary>A sentence.</summary>
    Text = 0,

    /// <summary>An object of JSON.</summary>
    Json = 1,
}
