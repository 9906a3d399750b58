using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>How bytes are written in JSON, by choice.</summary>
public sealed class EncodingTests : IDisposable
{
    private readonly HttpAsking _ask = new();

    public void Dispose() => _ask.Dispose();

    [Theory]
    [InlineData("", "text", "{\"base64\":\"AP8=\"}")]
    [InlineData("utf8", "text", "{\"base64\":\"AP8=\"}")]
    [InlineData("hex", "{\"hex\":\"74657874\"}", "{\"hex\":\"00ff\"}")]
    [InlineData("base64", "{\"base64\":\"dGV4dA==\"}", "{\"base64\":\"AP8=\"}")]
    public async Task Entries_listings_and_the_log_are_written_as_asked(string encoding, string text, string bytes)
    {
        await HttpAsking.JsonOf(await _ask.PutAsync("text", "text"u8.ToArray()));
        await HttpAsking.JsonOf(await _ask.PutAsync("%00%ff", [0, 0xFF]));
        string choice = encoding.Length == 0 ? "" : "&encoding=" + encoding;
        JsonNode entry = await HttpAsking.JsonOf(await _ask.GetAsync("v1/entry?id=text" + choice));
        AssertBytes(text, entry["id"]!, entry["value"]!);
        entry = await HttpAsking.JsonOf(await _ask.GetAsync("v1/entry?id=%00%ff" + choice));
        AssertBytes(bytes, entry["id"]!, entry["value"]!);
        JsonArray entries = (await HttpAsking.JsonOf(await _ask.GetAsync("v1/entries?limit=9" + choice)))["entries"]!.AsArray();
        AssertBytes(bytes, entries[0]!["id"]!, entries[0]!["value"]!);
        AssertBytes(text, entries[1]!["id"]!, entries[1]!["value"]!);
        JsonArray records = (await HttpAsking.JsonOf(await _ask.GetAsync("v1/log?limit=9" + choice)))["records"]!.AsArray();
        AssertBytes(text, records[0]!["operations"]![0]!["id"]!, records[0]!["operations"]![0]!["value"]!);
    }

    [Fact]
    public async Task Other_words_are_refused()
    {
        foreach (string path in new[] { "v1/entry?id=a&encoding=utf16", "v1/entries?encoding=", "v1/log?encoding=HEX" })
            await HttpAsking.AssertProblem(await _ask.GetAsync(path), 400, "invalid-request");
    }

    private static void AssertBytes(string expected, params JsonNode[] found) => Assert.All(
        found, node => Assert.Equal(expected, node is JsonValue ? (string?)node : node.ToJsonString()));
}
