using System.Text.Json.Nodes;
using BasisTrees.Host.Telemetry;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Lines of the journal: their forms, what is left out, and the table of events that a program may rely on.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly StringWriter _lines = new();
    private readonly SetClock _clock = new();

    public void Dispose() => _lines.Dispose();

    [Fact]
    public void A_line_is_a_sentence_or_an_object_with_number_name_and_fields()
    {
        var text = new Journal(_lines, _clock);
        text.Write(JournalEvent.TreeCreated, "Created it.", ("tree", "a"));
        text.Write(JournalEvent.TreeStopped, "It has stopped.");
        text.Write(JournalEvent.RequestAnswered, "Not now.");
        Assert.Equal(["Created it.", "basis: It has stopped."], Lines());

        var json = new Journal(_lines, _clock) { IsJson = true, Least = JournalLevel.Debug };
        json.Write(
            JournalEvent.RequestAnswered, "GET \"x\"\nwas answered.", ("http.response.status_code", 200), ("duration", 0.5), ("none", null),
            ("tree", "ä"));
        JsonNode line = JsonNode.Parse(Lines().Single())!;
        Assert.Equal(
            ["time", "level", "event", "name", "message", "http.response.status_code", "duration", "tree"],
            line.AsObject().Select(field => field.Key));
        Assert.Equal(("debug", 1400, "request-answered", "GET \"x\"\nwas answered.", 200, 0.5, "ä"), (
            (string)line["level"]!, (int)line["event"]!, (string)line["name"]!, (string)line["message"]!,
            (int)line["http.response.status_code"]!, (double)line["duration"]!, (string)line["tree"]!));
        Assert.Equal(_clock.GetUtcNow(), DateTimeOffset.Parse((string)line["time"]!, null), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void What_matters_less_than_is_asked_for_is_left_out_from_then_on()
    {
        var journal = new Journal(_lines, _clock);
        JournalEvent[] all = Enum.GetValues<JournalEvent>();
        foreach (JournalLevel level in Enum.GetValues<JournalLevel>())
        {
            journal.Least = level;
            foreach (JournalEvent happened in all) journal.Write(happened, JournalEvents.NameOf(happened));
            Assert.Equal(all.Count(happened => JournalEvents.LevelOf(happened) >= level), Lines().Length);
        }
    }

    // Numbers are for good: what is once published is compared with the page.
    [Fact]
    public void The_page_lists_every_event_with_its_number_name_and_level()
    {
        string page = File.ReadAllText(FirstStepsTests.RepositoryFile("docs/OPERATIONS.md"));
        JournalEvent[] all = Enum.GetValues<JournalEvent>();
        foreach (JournalEvent happened in all)
        {
            string level = JournalEvents.Levels[(int)JournalEvents.LevelOf(happened)];
            Assert.Contains($"| {(int)happened} | `{JournalEvents.NameOf(happened)}` | {level} |", page, StringComparison.Ordinal);
        }

        int rows = page.Split('\n').Count(line => line.StartsWith("| 1", StringComparison.Ordinal));
        Assert.Equal((all.Length, all.Length), (rows, all.Select(happened => (int)happened).Distinct().Count()));
    }

    private string[] Lines()
    {
        string[] lines = _lines.ToString().Split(_lines.NewLine, StringSplitOptions.RemoveEmptyEntries);
        _lines.GetStringBuilder().Clear();
        return lines;
    }
}
