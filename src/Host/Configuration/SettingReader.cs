using System.Globalization;
using System.Net;
using BasisTrees.Host.Toml;

namespace BasisTrees.Host.Configuration;

/// <summary>
/// Understands the gathered values one by one. A value that is refused is noted as an error and the default stands in for it, so
/// that one run names everything that is wrong.
/// </summary>
/// <remarks>Owned by one load of the settings.</remarks>
internal sealed class SettingReader(SettingCollector collector, List<SettingsError> errors)
{
    private readonly List<SettingRow> rows = [];

    // The tree whose section is read, or null.
    private string? tree;

    /// <summary>What has been read, in the order of reading.</summary>
    public IReadOnlyList<SettingRow> Rows => rows;

    /// <summary>Where the value of a key comes from.</summary>
    public SettingSource SourceOf(SettingDefinition definition) => ValueOf(definition).Source;

    /// <summary>Reads in the section of a tree from now on: what it does not say is as its sources say it.</summary>
    public void Enter(string name) => tree = name;

    /// <summary>Notes that a value, though well-formed, does not go together with another one.</summary>
    public void Refuse(SettingDefinition definition, string sentence) =>
        errors.Add(new SettingsError(SourceOf(definition).Place, $"{KeyOf(definition)}: {sentence}"));

    /// <summary>Shows a value that nobody gave as what another value makes of it.</summary>
    public void Derive(SettingDefinition definition, string shown, SettingDefinition from)
    {
        string key = KeyOf(definition);
        int index = rows.FindIndex(row => row.Key == key);
        rows[index] = new SettingRow(key, shown, SourceOf(from), definition.IsLive);
    }

    /// <summary>A text that can name a file.</summary>
    public string Path(SettingDefinition definition) => Read(
        definition,
        "a path in quotes",
        value => value.IsText && value.Text.Length > 0 && !value.Text.Contains('\0', StringComparison.Ordinal) ? value.Text : null,
        Quote);

    /// <summary>A text that can name a file, or null for an empty one.</summary>
    public string? PathOrNone(SettingDefinition definition)
    {
        string path = Read(
            definition,
            "a path in quotes, or \"\" for none",
            value => value.IsText && !value.Text.Contains('\0', StringComparison.Ordinal) ? value.Text : null,
            Quote);
        return path.Length == 0 ? null : path;
    }

    /// <summary>The address of a service of the web, or null for an empty text.</summary>
    public Uri? WebOrNone(SettingDefinition definition)
    {
        string text = Read(
            definition,
            "an address such as \"http://localhost:4317\", or \"\" for none",
            value => value.IsText && (value.Text.Length == 0 || (Uri.TryCreate(value.Text, UriKind.Absolute, out Uri? read)
                && read is { Scheme: "http" or "https", Host.Length: > 0, UserInfo: "" })) ? value.Text : null,
            Quote);
        return text.Length == 0 ? null : new Uri(text);
    }

    /// <summary>A size within a range, written with its unit.</summary>
    public ByteSize Size(SettingDefinition definition, long min, long max) => Read<ByteSize?>(
        definition,
        $"a size with its unit from \"{new ByteSize(min)}\" to \"{new ByteSize(max)}\" (units B, KB, MB, GB, KiB, MiB, GiB)",
        value => value.IsText && ByteSize.TryParse(value.Text, out ByteSize size) && size.Bytes >= min && size.Bytes <= max ? size : null,
        size => Quote(size.ToString()!))!.Value;

    /// <summary>A duration within a range, written with its unit.</summary>
    public Duration Time(SettingDefinition definition, Duration min, Duration max) => Read<Duration?>(
        definition,
        $"a duration with its unit from \"{min}\" to \"{max}\" (units ms, seconds, minutes, hours, days)",
        value => value.IsText && Duration.TryParse(value.Text, out Duration time)
            && time.Milliseconds >= min.Milliseconds && time.Milliseconds <= max.Milliseconds ? time : null,
        time => Quote(time.ToString()!))!.Value;

    /// <summary>A number of things within a range, bare or with the name of the things.</summary>
    public int Number(SettingDefinition definition, int max, string plural) => Read<int?>(
        definition,
        string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {max}, or the same as \"{max} {plural}\""),
        value => (value.IsText || value.IsNumber) && Count.TryParse(value.Text, plural, out Count count)
            && count.Value >= 1 && count.Value <= max ? (int)count.Value : null,
        number => number!.Value.ToString(CultureInfo.InvariantCulture))!.Value;

    /// <summary>A length in bytes within a range, a bare number.</summary>
    public int Length(SettingDefinition definition, int min, int max) => Whole(definition, " of bytes", min, max);

    /// <summary>A share in percent within a range, a bare number.</summary>
    public int Percent(SettingDefinition definition, int min, int max) => Whole(definition, " of percent", min, max);

    /// <summary>A duration up to a limit, or null for the word "forever".</summary>
    public Duration? TimeOrForever(SettingDefinition definition, Duration max) => Read<(Duration? Time, bool Any)?>(
        definition,
        $"\"forever\" or a duration with its unit up to \"{max}\"",
        value => !value.IsText ? null
            : value.Text == "forever" ? (null, true)
            : Duration.TryParse(value.Text, out Duration time) && time.Milliseconds <= max.Milliseconds ? (time, false) : null,
        read => Quote(read!.Value.Time?.ToString() ?? "forever"))!.Value.Time;

    /// <summary>How often something is done, or null for the word "never".</summary>
    public Duration? TimeOrNever(SettingDefinition definition, Duration min, Duration max) => Read<(Duration? Time, bool Any)?>(
        definition,
        $"\"never\" or a duration with its unit from \"{min}\" to \"{max}\"",
        value => !value.IsText ? null
            : value.Text == "never" ? (null, true)
            : Duration.TryParse(value.Text, out Duration time)
                && time.Milliseconds >= min.Milliseconds && time.Milliseconds <= max.Milliseconds ? (time, false) : null,
        read => Quote(read!.Value.Time?.ToString() ?? "never"))!.Value.Time;

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Truth(SettingDefinition definition) => Read<bool?>(
        definition,
        "true or false",
        value => value.IsTruth && value.Text is "true" or "false" ? value.Text == "true" : null,
        truth => truth!.Value ? "true" : "false")!.Value;

    /// <summary>When checkpoints are due.</summary>
    public CheckpointSchedule Schedule(SettingDefinition definition) => Read<CheckpointSchedule?>(
        definition,
        CheckpointSchedule.Expectation,
        value => CheckpointSchedule.TryParse(value.Texts(), out CheckpointSchedule schedule) ? schedule : null,
        schedule => schedule.ToString()!)!.Value;

    /// <summary>A length in bytes, or null for the word "variable".</summary>
    public int? LengthOrVariable(SettingDefinition definition, int max) => Read<(int? Length, bool Any)?>(
        definition,
        string.Create(CultureInfo.InvariantCulture, $"\"variable\" or a whole number of bytes from 0 to {max}"),
        value => value.IsText && value.Text == "variable" ? (null, true)
            : value.IsNumber && TryWhole(value.Text, 0, max, out int number) ? (number, false) : null,
        read => read!.Value.Length?.ToString(CultureInfo.InvariantCulture) ?? Quote("variable"))!.Value.Length;

    /// <summary>One of a few words.</summary>
    public T Choice<T>(SettingDefinition definition, params (string Word, T Meaning)[] choices)
        where T : struct, Enum => Read<T?>(
        definition,
        $"one of {string.Join(", ", choices.Select(choice => Quote(choice.Word)))}",
        value =>
        {
            int index = value.IsText ? Array.FindIndex(choices, choice => choice.Word == value.Text) : -1;
            return index < 0 ? null : choices[index].Meaning;
        },
        meaning => Quote(Array.Find(choices, choice => choice.Meaning.Equals(meaning)).Word))!.Value;

    /// <summary>An address and port of this machine.</summary>
    public IPEndPoint Address(SettingDefinition definition) => Read(
        definition,
        "an address and a port such as \"127.0.0.1:7425\", \"[::1]:7425\" or \"localhost:7425\"",
        value => value.IsText && ListenAddress.TryParse(value.Text, out IPEndPoint? read) ? read : null,
        read => Quote(read.ToString()));

    private T Read<T>(SettingDefinition definition, string expected, Func<SettingValue, T?> understand, Func<T, string> show)
    {
        SettingValue value = ValueOf(definition);
        T? understood = understand(value);
        if (understood is null)
        {
            // What a tree has from elsewhere was refused there.
            if (!IsFromElsewhere(definition))
                errors.Add(new SettingsError(value.Source.Place, $"{KeyOf(definition)}: Expected {expected}, found {value.Describe()}."));
            understood = understand(new SettingValue(definition.Default, null, SettingSource.Default));
        }

        if (understood is null) throw new InvalidOperationException($"The default of {definition.Key} is not a value of its kind.");
        rows.Add(new SettingRow(KeyOf(definition), show(understood), value.Source, definition.IsLive));
        return understood;
    }

    private SettingValue ValueOf(SettingDefinition definition) => collector.ValueOf(InPlace(definition));

    private string KeyOf(SettingDefinition definition) => tree is null ? definition.Key : TreeSections.Of(definition, tree).Key;

    private bool IsFromElsewhere(SettingDefinition definition) => tree is not null && InPlace(definition) == definition;

    // The key whose value holds: that of the tree, or the one that all trees share.
    private SettingDefinition InPlace(SettingDefinition definition)
    {
        if (tree is null) return definition;
        SettingDefinition own = TreeSections.Of(definition, tree);
        return collector.IsGiven(own) || !TreeSections.IsShared(definition) ? own : definition;
    }

    private int Whole(SettingDefinition definition, string unit, int min, int max) => Read<int?>(
        definition,
        string.Create(CultureInfo.InvariantCulture, $"a whole number{unit} from {min} to {max}"),
        value => value.IsNumber && TryWhole(value.Text, min, max, out int number) ? number : null,
        number => number!.Value.ToString(CultureInfo.InvariantCulture))!.Value;

    private static bool TryWhole(string text, int min, int max, out int number)
    {
        bool whole = UnitText.TrySplit(text, out long value, out ReadOnlySpan<char> unit) && unit.IsEmpty && value >= min && value <= max;
        number = whole ? (int)value : 0;
        return whole;
    }

    private static string Quote(string text) => TomlQuote.Basic(text);
}
