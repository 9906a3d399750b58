namespace BasisTrees.Persistence;

/// <summary>What reading one segment of the log has shown.</summary>
/// <param name="Number">Its number.</param>
/// <param name="File">Its file with the directory.</param>
internal sealed record SegmentFacts(ulong Number, string File)
{
    /// <summary>What its header says it continues, or null if that cannot be read.</summary>
    internal ChainPoint? Start { get; set; }

    /// <summary>Where the chain stands at its end, or null if the end cannot be read.</summary>
    internal ChainPoint? End { get; set; }

    /// <summary>Where its whole frames end.</summary>
    internal long Length { get; set; }

    /// <summary>The first record, or null if there is none.</summary>
    internal LogPoint? First { get; set; }

    /// <summary>The last record, or null if there is none.</summary>
    internal LogPoint? Last { get; set; }

    internal long Records { get; set; }

    internal long Operations { get; set; }

    /// <summary>The records that something else speaks of, by revision.</summary>
    internal Dictionary<long, LogPoint> Points { get; } = [];
}
