using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BasisTrees.Host.Telemetry;

/// <summary>
/// What the service writes down of itself, a line for each event: a sentence, or an object of JSON with number, name and fields. Nothing of
/// an id, a key, a value or a token is ever in it.
/// </summary>
/// <param name="writer">Where the lines go.</param>
/// <param name="time">The clock.</param>
/// <remarks>Any thread may use it; lines are whole.</remarks>
internal sealed class Journal(TextWriter writer, TimeProvider time)
{
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _turn = new();
    private volatile int _least = (int)JournalLevel.Information;

    /// <summary>Whether lines are objects of JSON.</summary>
    internal bool IsJson { get; init; }

    /// <summary>What matters less is not written; may change at any time.</summary>
    internal JournalLevel Least
    {
        get => (JournalLevel)_least;
        set => _least = (int)value;
    }

    /// <summary>Whether an event would be written.</summary>
    internal bool Writes(JournalEvent happened) => JournalEvents.LevelOf(happened) >= Least;

    /// <summary>Writes an event down, if it matters enough.</summary>
    /// <param name="happened">What it is.</param>
    /// <param name="sentence">One sentence for a person.</param>
    /// <param name="fields">What a program looks for: names and texts or numbers.</param>
    internal void Write(JournalEvent happened, string sentence, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        if (!Writes(happened)) return;
        string line = IsJson ? Json(happened, sentence, fields)
            : JournalEvents.LevelOf(happened) >= JournalLevel.Warning ? $"basis: {sentence}"
            : sentence;
        lock (_turn)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }

    private string Json(JournalEvent happened, string sentence, ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, s_json))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", JournalEvents.Levels[(int)JournalEvents.LevelOf(happened)]);
            json.WriteNumber("event", (int)happened);
            json.WriteString("name", JournalEvents.NameOf(happened));
            json.WriteString("message", sentence);
            foreach ((string name, object? value) in fields)
            {
                if (value is long or int) json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                else if (value is double number) json.WriteNumber(name, number);
                else if (value is not null) json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
            }

            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            {
                json.WriteString("trace_id", activity.TraceId.ToHexString());
                json.WriteString("span_id", activity.SpanId.ToHexString());
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
