using System.Text;
using System.Text.Json.Nodes;

namespace BasisTrees.Tests.Integration;

/// <summary>Ways to change a proof file of two claims, the first with a value and the second without one.</summary>
internal static class ProofTampering
{
    /// <summary>The changed files, each of which must prove nothing.</summary>
    public static IEnumerable<(string Name, byte[] File)> Of(byte[] file)
    {
        yield return Change(file, "another value", root => Entry(root, 0)["value"] = "forged");
        yield return Change(file, "no value", root =>
        {
            Entry(root, 0)["found"] = false;
            Entry(root, 0).Remove("value");
        });
        yield return Change(file, "a value for none", root =>
        {
            Entry(root, 1)["found"] = true;
            Entry(root, 1)["value"] = "";
        });
        yield return Change(file, "another id", root => Entry(root, 0)["id"] = "/bin/other");
        yield return Change(file, "another key", root => Entry(root, 0)["key"] = (string?)Entry(root, 1)["key"]);
        yield return Change(file, "one claim less", root => root["entries"]!.AsArray().RemoveAt(1));
        yield return Change(file, "no claims", root => root["entries"]!.AsArray().Clear());
        yield return Change(file, "claims in another order", root =>
        {
            JsonArray entries = root["entries"]!.AsArray();
            JsonNode first = entries[0]!;
            entries.RemoveAt(0);
            entries.Add(first);
        });
        yield return Change(file, "another digest", root => root["digest"] = new string('0', 66));
        yield return Change(file, "another tree", root => root["tree_id"] = "other");
        yield return Change(file, "another key mode", root => root["key_mode"] = "raw");
        yield return Change(file, "another key length", root => root["key_length"] = 31);
        yield return Change(file, "a value length", root => root["value_length"] = 4);
        yield return Change(file, "another format", root => root["format"] = "basis-proof-2");
        yield return Change(file, "an unknown member", root => root["trust"] = "me");
        yield return Change(file, "no proof", root => root["proof"] = "");
        foreach ((string Name, byte[] File) changed in OfProof(file)) yield return changed;
        yield return ("cut in half", file[..(file.Length / 2)]);
        yield return ("empty", []);
        yield return ("not text", [0xFF, 0x00, 0xFE, 0x1B]);
        yield return Change(file, "a claim that is null", root => root["entries"]![1] = null);
        yield return ("null", "null"u8.ToArray());
        yield return ("deep", Encoding.ASCII.GetBytes(new string('[', 100_000)));
        yield return ("doubled", [.. file, .. file]);
    }

    private static IEnumerable<(string Name, byte[] File)> OfProof(byte[] file)
    {
        byte[] proof = Convert.FromBase64String((string)JsonNode.Parse(file)!["proof"]!);
        foreach (int at in new[] { 0, proof.Length / 3, proof.Length - 1 })
        {
            byte[] flipped = [.. proof];
            flipped[at] ^= 0x10;
            yield return WithProof(file, $"a bit of byte {at}", flipped);
        }

        yield return WithProof(file, "one byte less", proof[..^1]);
        yield return WithProof(file, "one byte more", [.. proof, 0]);
    }

    /// <summary>The file with another proof in it.</summary>
    public static (string Name, byte[] File) WithProof(byte[] file, string name, byte[] proof) =>
        Change(file, name, root => root["proof"] = Convert.ToBase64String(proof));

    private static JsonObject Entry(JsonNode root, int index) => root["entries"]![index]!.AsObject();

    private static (string Name, byte[] File) Change(byte[] file, string name, Action<JsonNode> change)
    {
        JsonNode root = JsonNode.Parse(file)!;
        change(root);
        return (name, Encoding.UTF8.GetBytes(root.ToJsonString()));
    }
}
