using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BasisTrees.Host.Wire;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Batches and their answers in binary: the bytes of docs/HTTP.md, what a service makes of them, and hostile ones.</summary>
public sealed class BinaryBatchTests
{
    private const string BytesType = "application/octet-stream";
    private const int Mutations = 40_000;

    private static readonly BatchRequest s_example = new(
        [
            new WireOperation("insert", Text("a"), Text("1")), new WireOperation("update_long_by", Text("n"), Delta: 2),
            new WireOperation("lookup", Text("a")),
        ],
        Proof: true,
        IdempotencyKey: "k1");

    [Fact]
    public void The_examples_of_the_document_are_what_is_written_and_read()
    {
        string[] examples =
        [
            .. from line in File.ReadLines(FirstStepsTests.RepositoryFile("docs/HTTP.md"))
               where line.StartsWith("    42 54 ", StringComparison.Ordinal)
               select line.Replace(" ", "", StringComparison.Ordinal),
        ];
        Assert.Equal(2, examples.Length);
        Assert.True(BatchBytes.TryWrite(s_example, out byte[]? bytes));
        Assert.Equal(examples[0], Convert.ToHexStringLower(bytes));
        Assert.True(BatchBytes.TryRead(bytes, out BatchRequest? read, out _));
        AssertSame(s_example, read);
        var answer = new BatchResult(
            "committed", 7, null, new string('a', 64) + "01", "000000000000000f",
            [new OperationResult("absent"), new OperationResult("present", Text("5"))], [4, 0]);
        Assert.Equal(examples[1], Convert.ToHexStringLower(BatchResultBytes.Write(answer)));
        Assert.True(BatchResultBytes.TryRead(Convert.FromHexString(examples[1]), out BatchResult? result));
        Assert.Equal(answer.Answers!, result.Answers!);
        Assert.Equal(answer.Proof!, result.Proof!);
        Assert.Equal(answer, result with { Answers = answer.Answers, Proof = answer.Proof });
    }

    [Fact]
    public async Task A_service_takes_and_gives_the_same_in_both_forms()
    {
        using var ask = new HttpAsking();
        Assert.True(BatchBytes.TryWrite(s_example with { IdempotencyKey = null }, out byte[]? bytes));
        HttpResponseMessage preview = await PostAsync(ask, "v1/preview", bytes, BytesType);
        Assert.True(BatchResultBytes.TryRead(await BytesOf(preview), out BatchResult? foreseen));
        JsonNode same = await HttpAsking.JsonOf(await PostAsync(ask, "v1/preview", bytes, "application/json"));
        Assert.Equal((string?)same["digest_after"], foreseen.DigestAfter);
        Assert.Equal(Convert.FromBase64String((string)same["proof"]!), foreseen.Proof!);

        Assert.True(BatchBytes.TryWrite(s_example, out bytes));
        HttpResponseMessage response = await PostAsync(ask, "v1/batches", bytes, BytesType);
        Assert.Equal(BytesType, response.Content.Headers.ContentType?.MediaType);
        Assert.True(BatchResultBytes.TryRead(await BytesOf(response), out BatchResult? result));
        Assert.Equal(("committed", 1, foreseen.DigestAfter), (result.Outcome, result.Revision, result.DigestAfter));
        Assert.Equal($"\"{result.DigestAfter}\"", response.Headers.ETag?.Tag);
        Assert.Equal(["absent", "absent", "present"], result.Answers!.Select(answer => answer.Outcome));
        Assert.Equal(foreseen.Proof!, result.Proof!);
        Assert.True(BatchResultBytes.TryRead(await BytesOf(await PostAsync(ask, "v1/batches", bytes, BytesType)), out result));
        Assert.Equal("repeated", result.Outcome);

        BatchRequest conditional = s_example with { IdempotencyKey = null, ExpectedDigest = new string('0', 66) };
        Assert.True(BatchBytes.TryWrite(conditional, out bytes));
        await HttpAsking.AssertProblem(await PostAsync(ask, "v1/batches", bytes, BytesType), 412, "digest-conflict");
        await HttpAsking.AssertProblem(await PostAsync(ask, "v1/batches", "BTB1"u8.ToArray(), BytesType), 400, "invalid-request");
        await HttpAsking.AssertProblem(await PostAsync(ask, "v1/batches", [], BytesType), 400, "invalid-request");
        var json = new ByteArrayContent("{}"u8.ToArray());
        json.Headers.ContentType = new MediaTypeHeaderValue(BytesType);
        await HttpAsking.AssertProblem(
            await ask.SendAsync(new HttpRequestMessage(HttpMethod.Post, "v1/proofs") { Content = json }), 415, "unsupported-media-type");
    }

    [Fact]
    public void Hostile_bytes_are_answers_and_what_is_read_has_one_form()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("BASIS_SEED"), out int given) ? given : 20_260_101;
        var random = new Random(seed);
        int read = 0;
        for (int i = 0; i < Mutations; i++)
        {
            Assert.True(BatchBytes.TryWrite(Batch(random), out byte[]? bytes));
            if (random.Next(8) > 0) bytes = Mutate(bytes, random);
            try
            {
                if (!BatchBytes.TryRead(bytes, out BatchRequest? request, out string? refusal))
                {
                    Assert.NotEmpty(refusal);
                    continue;
                }

                read++;
                Assert.True(BatchBytes.TryWrite(request, out byte[]? again));
                Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(again));
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"BASIS_SEED={seed}, mutation {i}, bytes {Convert.ToHexString(bytes)}: {exception}");
            }
        }

        Assert.InRange(read, Mutations / 20, Mutations * 19 / 20);
    }

    [Fact]
    public void Hostile_answers_are_refused_without_an_exception()
    {
        var random = new Random(7);
        var answer = new BatchResult("committed", 7, new string('b', 66), new string('a', 66), "0000000000000001",
            [new OperationResult("absent"), new OperationResult("present", Text("old"))], [1, 2, 3]);
        byte[] whole = BatchResultBytes.Write(answer);
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = Mutate(whole, random);
            if (BatchResultBytes.TryRead(bytes, out BatchResult? result)) Assert.Equal(bytes, BatchResultBytes.Write(result));
        }
    }

    [Theory]
    [InlineData("4254423100ffffffff07")] // more operations than there are bytes
    [InlineData("42544231008000")] // a length that is not the shortest
    [InlineData("425442310001ffffffffff")] // a length without an end
    [InlineData("42544231000101ffffffff07")] // an id that is longer than the body
    [InlineData("42544231000100 00")] // an operation of no kind
    [InlineData("425442310001010161ff")] // something left over
    [InlineData("4254423108")] // a flag that is none
    [InlineData("425442310401ff00")] // a key that is no text
    public void Malformed_batches_are_refused(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.False(BatchBytes.TryRead(bytes, out _, out string? refusal));
        Assert.Contains("malformed at byte ", refusal, StringComparison.Ordinal);
    }

    private static Bytes Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private static void AssertSame(BatchRequest expected, BatchRequest found)
    {
        Assert.Equal(expected.Operations, found.Operations);
        Assert.Equal(expected, found with { Operations = expected.Operations });
    }

    private static BatchRequest Batch(Random random)
    {
        var operations = new WireOperation[random.Next(1, 6)];
        for (int i = 0; i < operations.Length; i++)
        {
            var kind = (OperationKind)random.Next(1, 8);
            byte[] id = new byte[random.Next(300)];
            byte[] value = new byte[random.Next(200)];
            random.NextBytes(id);
            random.NextBytes(value);
            bool takesValue = kind is OperationKind.Insert or OperationKind.Update or OperationKind.InsertOrUpdate;
            bool isNote = random.Next(8) == 0;
            operations[i] = isNote ? new WireOperation(Words.PutNote, new Bytes(id), new Bytes(value)) : new WireOperation(
                Words.Of(kind), new Bytes(id), takesValue ? new Bytes(value) : null,
                kind == OperationKind.UpdateLongBy ? random.NextInt64(long.MinValue, long.MaxValue) : null);
        }

        byte[] expected = new byte[33];
        random.NextBytes(expected);
        string? digest = random.Next(2) == 0 ? null : Convert.ToHexStringLower(expected);
        return new BatchRequest(operations, digest, random.Next(2) == 0, random.Next(2) == 0 ? null : $"key {random.Next()}");
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        List<byte> mutated = [.. bytes];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(mutated.Count);
            switch (random.Next(4))
            {
                case 0:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated.Insert(at, (byte)(random.Next(2) == 0 ? 0x80 : random.Next(256)));
                    break;
                case 2 when mutated.Count > 1:
                    mutated.RemoveAt(at);
                    break;
                default:
                    if (at > 0) mutated.RemoveRange(at, mutated.Count - at);
                    break;
            }
        }

        return [.. mutated];
    }

    private static async Task<byte[]> BytesOf(HttpResponseMessage response)
    {
        byte[] bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, Encoding.UTF8.GetString(bytes));
        return bytes;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpAsking ask, string path, byte[] bytes, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(BytesType);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return ask.SendAsync(request);
    }
}
