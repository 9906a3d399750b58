using System.Text;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Http;
using BasisTrees.Host.Import;
using BasisTrees.Host.Proofs;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Whatever bytes come in, the readers of the program give an answer.</summary>
public sealed class ParserFuzzTests
{
    private const int Rounds = 20_000;

    private static readonly string[] Seeds =
    [
        "a\tb\nc\td\r\n\te\nf",
        "{\"id\":\"a\",\"value\":{\"base64\":\"AA==\"}}\n{\"value\":\"\\ud83d\\ude00\",\"id\":{\"hex\":\"00ff\"}}\n",
        "a,\"b\"\"c\nd\"\r\n\"\",x\n\"e\",f,g\n",
        "?id=%2fa%00+b&mode=put&limit=12&reverse=true",
        """{"operations":[{"op":"insert","id":"a","value":"b"},{"op":"update_long_by","id":"n","delta":-5}],"proof":true}""",
        "{\"format\":\"basis-proof-1\",\"tree_id\":\"t\",\"key_mode\":\"hashed\",\"key_length\":32,\"digest\":\"00\",\"revision\":1,"
            + "\"entries\":[{\"id\":\"a\",\"key\":\"00\",\"found\":true,\"value\":\"b\"}],\"proof\":\"AgAA\"}",
    ];

    [Fact]
    public void Every_reader_answers_to_every_input()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] input = Mutate(Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]), random);
            foreach (string format in new[] { ImportFormat.Lines, ImportFormat.JsonLines, ImportFormat.Csv }) ReadRecords(input, format);
            ReadJson<BatchRequest>(input);
            ReadJson<ProofFile>(input);
            ReadQuery(input);
            Assert.DoesNotContain(SafeText.Line(input), char.IsControl);
            Assert.DoesNotContain(SafeText.Quote(input), char.IsControl);
        }
    }

    // Every line is in exactly one record, and everything is read.
    private static void ReadRecords(byte[] input, string format)
    {
        using var source = new LineSource(new MemoryStream(input));
        IRecordReader reader = ImportFormat.Open(format, source, hasHeader: false);
        long last = 0;
        while (reader.TryRead(out ImportRecord record))
        {
            Assert.Equal(last + 1, record.Line);
            Assert.True(record.LastLine >= record.Line);
            Assert.True(record.Refusal is not null || record.Id.Length > 0);
            last = record.LastLine;
        }

        Assert.Equal(input.Length, source.Bytes);
        Assert.Equal(source.Lines, last);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input)), source.PrefixHash());
    }

    private static void ReadJson<T>(byte[] input)
        where T : class
    {
        if (!Json.TryRead(input, out T? value, out string? refusal))
        {
            Assert.DoesNotContain(refusal, char.IsControl);
            return;
        }

        if (value is BatchRequest batch) Assert.NotEqual(BatchReader.TryRead(batch, out _, out Problem? problem), problem is not null);
        Assert.True(Json.TryRead(Json.ToBytes(value), out T? again, out refusal), refusal);
        Assert.Equal(Json.ToBytes(value), Json.ToBytes(again));
    }

    private static void ReadQuery(byte[] input)
    {
        string raw = Encoding.Latin1.GetString(input);
        bool read = RequestQuery.TryRead(raw, ["id", "mode", "limit", "reverse"], out RequestQuery? query, out Problem? problem);
        Assert.NotEqual(read, problem is not null);
        if (problem is not null) Assert.DoesNotContain(problem.Detail, char.IsControl);
        query?.TryNumber("limit", null, out _, out _);
        query?.TryFlag("reverse", out _, out _);
    }

    private static byte[] Mutate(byte[] input, Random random)
    {
        var bytes = new List<byte>(input);
        for (int changes = random.Next(8); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, "\"\n,\t{}[]%\\\r"u8[random.Next(11)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(0, random.Next(bytes.Count)));
                    break;
            }
        }

        return [.. bytes];
    }
}
