using System.Buffers;
using System.Text.Json;

namespace BasisTrees.Bench;

/// <summary>Everything a run has found, for machines.</summary>
internal sealed class JsonReport(BenchOptions options, Floor floor)
{
    public long HeapBytes { get; init; }

    public long TreeBytes { get; init; }

    public byte[] Write(IEnumerable<Row> rows)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            WriteHead(json);
            json.WriteStartArray("rows");
            foreach (Row row in rows) WriteRow(json, row);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteRound(Utf8JsonWriter json, Round round)
    {
        json.WriteStartObject();
        json.WriteNumber("operations", round.Operations);
        json.WriteNumber("seconds", round.Seconds);
        json.WriteNumber("processorSeconds", round.ProcessorSeconds);
        json.WriteNumber("allocatedBytes", round.AllocatedBytes);
        json.WriteNumber("hashes", round.Hashes);
        json.WriteNumber("gen0", round.Collections.Gen0);
        json.WriteNumber("gen1", round.Collections.Gen1);
        json.WriteNumber("gen2", round.Collections.Gen2);
        json.WriteEndObject();
    }

    private static void WriteSamples(Utf8JsonWriter json, string name, IEnumerable<double> samples)
    {
        json.WriteStartArray(name);
        foreach (double sample in samples) json.WriteNumberValue(sample);
        json.WriteEndArray();
    }

    private void WriteHead(Utf8JsonWriter json)
    {
        Machine machine = Machine.Current;
        json.WriteString("processor", machine.Processor);
        json.WriteNumber("cores", machine.Cores);
        json.WriteString("lanes", machine.Lanes.ToString());
        json.WriteString("runtime", machine.Runtime);
        json.WriteString("commit", machine.Commit);
        json.WriteNumber("leaves", options.Leaves);
        json.WriteNumber("batch", options.Batch);
        json.WriteBoolean("prefetches", options.Prefetches);
        json.WriteNumber("scalarNs", floor.ScalarNs);
        json.WriteNumber("laneNs", floor.LaneNs);
        json.WriteNumber("yardstickNs", Floor.YardstickNs);
        json.WriteNumber("peerScale", floor.Scale);
        WriteSamples(json, "scalarNsSamples", floor.ScalarSamples);
        WriteSamples(json, "laneNsSamples", floor.LaneSamples);
        json.WriteNumber("heapBytes", HeapBytes);
        json.WriteNumber("treeBytes", TreeBytes);
    }

    private void WriteRow(Utf8JsonWriter json, Row row)
    {
        json.WriteStartObject();
        json.WriteString("name", row.Name);
        json.WriteNumber("ratePerSecond", row.Rate);
        if (row.PeerRateHere(floor.Scale) is { } peer)
        {
            json.WriteNumber("peerRatePerSecond", peer);
            json.WriteNumber("ratioToPeer", row.Rate / peer);
        }

        json.WriteNumber("hashesPerOperation", row.HashesPerOperation);
        json.WriteNumber("allocatedBytesPerOperation", row.AllocatedPerOperation);
        json.WriteStartArray("rounds");
        foreach (Round round in row.Rounds) WriteRound(json, round);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
