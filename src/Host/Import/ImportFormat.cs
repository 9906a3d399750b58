namespace BasisTrees.Host.Import;

/// <summary>The formats of input by name.</summary>
internal static class ImportFormat
{
    internal const string Lines = "lines";
    internal const string JsonLines = "jsonl";
    internal const string Csv = "csv";

    /// <summary>A whole tree rather than records: it is no format of a <see cref="LineSource"/>.</summary>
    internal const string Scrypto = "scrypto";

    internal static bool IsKnown(string name) => name is Lines or JsonLines or Csv;

    internal static IRecordReader Open(string name, LineSource source, bool hasHeader) => name switch
    {
        Lines => new LinesReader(source),
        JsonLines => new JsonLinesReader(source),
        _ => new CsvReader(source, hasHeader),
    };
}
