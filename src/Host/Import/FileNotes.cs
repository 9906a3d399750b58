using BasisTrees.Persistence;

namespace BasisTrees.Host.Import;

/// <summary>A file of entries, in a format of the import, as notes from which a tree is built.</summary>
/// <param name="open">Opens the file from its beginning.</param>
/// <param name="format">Its format (<see cref="ImportFormat"/>).</param>
/// <param name="hasHeader">Whether the first record of a CSV names the columns.</param>
internal sealed class FileNotes(Func<Stream> open, string format, bool hasHeader) : INotes
{
    /// <inheritdoc/>
    /// <exception cref="BadLineException">While reading: a line is no entry.</exception>
    /// <exception cref="IOException">While reading: the file cannot be read.</exception>
    public IEnumerable<(ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Value)> Entries()
    {
        foreach (ImportRecord record in Records())
        {
            if (record.Refusal is { } refusal) throw new BadLineException(record.Line, refusal);
            yield return (record.Id, record.Value);
        }
    }

    /// <summary>The line on which an entry begins; reads the file again.</summary>
    /// <param name="index">Which entry, from 0.</param>
    /// <returns>The line, counted from 1; null if the file has become shorter.</returns>
    internal long? LineOf(long index)
    {
        foreach (ImportRecord record in Records())
        {
            if (index-- == 0) return record.Line;
        }

        return null;
    }

    private IEnumerable<ImportRecord> Records()
    {
        using Stream stream = open();
        using var source = new LineSource(stream);
        IRecordReader reader = ImportFormat.Open(format, source, hasHeader);
        while (reader.TryRead(out ImportRecord record)) yield return record;
    }
}
