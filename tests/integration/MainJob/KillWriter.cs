using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>
/// One client of a service that is going to be killed. It writes, overwrites and deletes ids that nobody else touches, and knows what each
/// of them has; the batch that got no answer is there as a whole or not at all.
/// </summary>
/// <remarks>Used by one task at a time.</remarks>
/// <param name="name">What its ids begin with.</param>
/// <param name="seed">Chooses what it does.</param>
internal sealed class KillWriter(string name, int seed)
{
    private const int Ids = 60;
    private const int BatchMax = 4;
    private const int ValueLengthMax = 600;

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private Dictionary<string, string?>? _unanswered; // what the last batch sets, null where it deletes
    private int _count;

    /// <summary>What the service must hold of this client's.</summary>
    internal IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Whether an id is one of this client's.</summary>
    internal bool Owns(string id) => id.StartsWith(name + "-", StringComparison.Ordinal);

    /// <summary>Writes until the service is gone.</summary>
    /// <param name="http">The service.</param>
    /// <param name="acknowledge">Told of the revision and digest of each acknowledged batch.</param>
    internal async Task WriteAsync(HttpClient http, Action<long, string> acknowledge)
    {
        while (true)
        {
            Dictionary<string, string?> batch = Next();
            JsonNode answer;
            try
            {
                _unanswered = batch;
                using HttpResponseMessage response = await http.PostAsJsonAsync("v1/batches", new { operations = batch.Select(Wire) });
                answer = (await response.Content.ReadFromJsonAsync<JsonNode>())!; // the service answers with an object
                Assert.True(response.IsSuccessStatusCode, answer.ToJsonString());
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                return;
            }

            Apply(batch);
            _unanswered = null;
            acknowledge((long)answer["revision"]!, (string)answer["digest_after"]!); // a committed batch has both
        }
    }

    /// <summary>Compares what is there with what must be; afterwards it is known what became of the batch without an answer.</summary>
    /// <param name="found">What the store holds under this client's ids.</param>
    /// <returns>Whether a batch without an answer was found applied.</returns>
    internal bool Settle(IReadOnlyDictionary<string, string> found)
    {
        Dictionary<string, string?>? unanswered = _unanswered;
        _unanswered = null;
        if (Difference(found) is not { } difference) return false;
        Assert.True(unanswered is not null, $"{name}, everything answered: {difference}");
        Apply(unanswered);
        Assert.True(Difference(found) is not { } other, $"{name}: {difference} without the last batch, {Difference(found)} with it");
        return true;
    }

    private string? Difference(IReadOnlyDictionary<string, string> found)
    {
        foreach ((string id, string value) in _values)
        {
            if (!found.TryGetValue(id, out string? there)) return $"{id} is missing";
            if (there != value) return $"{id} has \"{there}\" instead of \"{value}\"";
        }

        return found.Keys.FirstOrDefault(id => !_values.ContainsKey(id)) is { } surplus ? $"{surplus} was deleted or never written" : null;
    }

    private Dictionary<string, string?> Next()
    {
        var batch = new Dictionary<string, string?>(StringComparer.Ordinal);
        int operations = _random.Next(1, BatchMax + 1);
        while (batch.Count < operations)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"{name}-{_random.Next(Ids)}");
            string text = string.Create(CultureInfo.InvariantCulture, $"{_count++} ");
            batch[id] = _random.Next(3) == 0 ? null : text.PadRight(_random.Next(text.Length, ValueLengthMax), 'v');
        }

        return batch;
    }

    private void Apply(Dictionary<string, string?> batch)
    {
        foreach ((string id, string? value) in batch)
        {
            if (value is null) _values.Remove(id);
            else _values[id] = value;
        }
    }

    private static object Wire(KeyValuePair<string, string?> change) => change.Value is { } value
        ? new { op = "insert_or_update", id = change.Key, value }
        : new { op = "remove_if_exists", id = change.Key };
}
