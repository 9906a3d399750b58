using System.Text;

namespace BasisTrees.Tests.Integration;

/// <summary>Makes up requests that no client sends: the bytes of one connection, one kind after the other.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="tokens">Tokens that hold, for some of them.</param>
internal sealed class AbuseRequests(Random random, string[] tokens)
{
    private static readonly string[] s_paths =
    [
        "/", "/v1/stats", "/v1/trust", "/v1/entry?id=a", "/v1/entries", "/v1/batches", "/v1/preview", "/v1/proofs", "/v1/log",
        "/v1/revisions", "/v1/checkpoints", "/v1/trees", "/v1/trees/default/entry?id=b", "/v1/trees/none/stats", "/metrics", "/livez",
        "/readyz", "/v1/openapi.json", "/v1/nothing",
    ];

    private static readonly string[] s_bodied =
    [
        "/v1/batches", "/v1/preview", "/v1/proofs", "/v1/checkpoints", "/v1/backups", "/v1/jobs?name=x",
    ];

    private static readonly string[] s_lengths =
    [
        "-1", "+5", "0x5", "5 5", "5,5", "5, 6", "99999999999", "9223372036854775808", "", " ", "5\t", "1e3", "٣", "5;",
        "00000000000000000000005",
    ];

    private static readonly string[] s_codings =
    [
        "chunked, identity", "identity", "gzip", "gzip, chunked", "xchunked", "chunked, chunked", "\tchunked", "chunked ;a", "CHUNKED",
        "", "chun ked",
    ];

    private static readonly string[] s_chunks =
    [
        "FFFFFFFFFFFFFFFF\r\n", "-1\r\n{}\r\n", "xyz\r\n{}", "2\n{}\n0\n\n", "2\r\n{}0\r\n\r\n", "2 \r\n{}\r\n0\r\n\r\n",
        "7fffffff\r\n{}", "2;a=\"b\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\nA: b\r\n\r\n", "00000000000000002\r\n{}\r\n0\r\n\r\n",
        "\r\n\r\n", "2\r\n{", "80000000\r\n", "100000000\r\n{}", "2\r\n{}\r\n0\r\nBad Trailer\r\n\r\n", "2\r\n{}\r\n-0\r\n\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
    ];

    private static readonly string[] s_json =
    [
        "", "null", "[]", "{", "\"", "{}", "tru", "\uFEFF{}", "{\"operations\":7}", "{\"operations\":[{}]}",
        "{\"operations\":[[[[[[[[[[]]]]]]]]]]}", "{\"operations\":[{\"op\":\"insert\",\"id\":\"\\ud800\",\"value\":\"\"}]}",
        "{\"operations\":[{\"op\":\"insert\",\"id\":{\"hex\":\"0\"}}]}",
        "{\"operations\":[{\"op\":\"update_long_by\",\"id\":\"n\",\"delta\":1e999}]}", "{\"ids\":[null]}", "{\"ids\":[],\"ids\":[]}",
        "{\"operations\":[{\"op\":\"update_long_by\",\"id\":\"n\",\"delta\":9223372036854775808}]}",
        "{\"ids\":[\"a\"],\"revision\":9e99}", "{\"name\":\"../../x\"}", "{\"kind\":7}", "{\"a\":1}{\"a\":1}", "\0",
        "{\"operations\":[{\"op\":null,\"id\":null}]}", "NaN", "1E400",
        "{\"operations\":[{\"op\":\"remove\",\"id\":{\"base64\":\"====\"}}]}", "{\"expected_digest\":\"zz\",\"operations\":[]}",
    ];

    private static readonly string[] s_types =
    [
        "text/plain", "application/json; charset=utf-7", "application/jsonp", "", ";", "application/octet-stream", "multipart/form-data",
        "*/*", "\"", "a/b/c",
    ];

    private static readonly string[] s_verbs =
    [
        "PATCH", "TRACE", "CONNECT", "OPTIONS", "BREW", "get", "G3T", "POST", "PUT", "DELETE", "HEAD", "PROPFIND", "GE T", "é",
        new('X', 300),
    ];

    private static readonly string[] s_targets =
    [
        "/v1/../../etc/passwd", "/v1/%2e%2e/%2e%2e/etc", "//v1/stats", "/v1//stats", "/V1/STATS", "/v1/entry?id=%", "/v1/entry?id=%zz",
        "/v1/entry?id=%0", "/v1/entry?id", "/v1/entry?=a", "/v1/entry?id=a&id=b", "/v1/entry?&&&&", "/v1/entry?id=\u0001",
        "/v1/entry?id=a#b", "http://other.example/v1/stats", "*", "other.example:80", "/v1/trees/%2e%2e%2f/stats", "/v1/trees//stats",
        "/v1/entry?id=a&revision=99999999999999999999", "/v1/entries?limit=-1", "/v1/entries?cursor=AAAA",
        "/v1/entries?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/v1/log?from=9223372036854775807&limit=1000",
        "/v1/revisions?from=9223372036854775807&reverse=true", "/v1/trust?revision=9223372036854775807",
        "/v1/entry?id=a&revision=7&proof=maybe", "/v1/entries?from=b&to=a&prefix=%ff%ff%ff&reverse=true", "\\v1\\stats", "/v1/stats;a=b",
        "/v1/sta%00ts", "/v1/jobs?name=%F0%9F", "", " ", "/\xff\xfe",
    ];

    /// <summary>The bytes of the next one.</summary>
    public byte[] Next() => random.Next(14) switch
    {
        0 => Junk(),
        1 => Head(Pick(s_verbs), Pick(s_paths), []),
        2 => Head("GET", Pick(s_targets), []),
        3 => Head(Pick(["GET", "POST"]), Pick(s_bodied), [$"Content-Length: {Pick(s_lengths)}"], "{}"),
        4 => Head("POST", Pick(s_bodied), [$"Transfer-Encoding: {Pick(s_codings)}"], "2\r\n{}\r\n0\r\n\r\n"),
        5 => Head("POST", Pick(s_bodied), ["Transfer-Encoding: chunked"], Pick(s_chunks)),
        6 => TwoLengths(),
        7 => Json(),
        8 => Head("POST", Pick(s_bodied), [$"Content-Type: {Pick(s_types)}", "Content-Length: 2"], "{}", isTyped: false),
        9 => Heavy(),
        10 => BadHead(),
        11 => Cut(),
        12 => Binary(),
        _ => Many(),
    };

    private string Pick(string[] words) => words[random.Next(words.Length)];

    // What holds, what does not, and none at all.
    private string Authorization()
    {
        string token = Pick(tokens);
        return random.Next(8) switch
        {
            0 => "",
            1 => $"Authorization: Bearer {token[..^1]}x\r\n",
            2 => $"Authorization: {Pick(["Basic", "Bearer", "Bearer,", "\"", "Bearer\t"])} {new string('A', random.Next(5000))}\r\n",
            3 => $"Authorization: Bearer {token}\r\nAuthorization: Bearer {token}\r\n",
            _ => $"Authorization: Bearer {token}\r\n",
        };
    }

    private byte[] Head(string verb, string target, string[] headers, string body = "", bool isTyped = true)
    {
        string type = isTyped ? "Content-Type: application/json\r\n" : "";
        string end = random.Next(8) > 0 ? "Connection: close\r\n" : "";
        string more = string.Concat(headers.Select(header => header + "\r\n"));
        return Encoding.Latin1.GetBytes($"{verb} {target} HTTP/1.1\r\nHost: localhost\r\n{Authorization()}{type}{end}{more}\r\n{body}");
    }

    private byte[] Junk()
    {
        byte[] bytes = new byte[random.Next(1, 6000)];
        random.NextBytes(bytes);
        byte[][] beginnings =
        [
            [], [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3], "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), "\r\n\r\n\r\n"u8.ToArray(),
        ];
        return [.. beginnings[random.Next(beginnings.Length)], .. bytes];
    }

    private byte[] TwoLengths()
    {
        string[][] pairs =
        [
            ["Content-Length: 2", "Content-Length: 2"], ["Content-Length: 2", "Content-Length: 3"],
            ["Content-Length: 2", "Transfer-Encoding: chunked"], ["Transfer-Encoding: chunked", "Content-Length: 2"],
            ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], ["Content-Length : 2"],
            ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], [" Content-Length: 2"], ["Host: other.example"],
            ["X: a", " folded: b"], ["Content-Length: 0", "Expect: 100-continue"], ["Content-Length: 2", "Expect: the worst"],
            ["Connection: upgrade", "Upgrade: h2c"],
        ];
        const string smuggled = "{}\r\n0\r\n\r\nGET /v1/stats HTTP/1.1\r\nHost: localhost\r\n\r\n";
        return Head(Pick(["POST", "GET", "PUT"]), Pick(s_bodied), pairs[random.Next(pairs.Length)], smuggled);
    }

    // None of it can be committed: what is stored would grow, and with it what is rightly in memory.
    private byte[] Json()
    {
        int depth = random.Next(1, 60_000);
        string body = random.Next(5) switch
        {
            0 => new string(random.Next(2) == 0 ? '[' : '{', depth),
            1 => string.Concat(Enumerable.Repeat("{\"operations\":[", depth / 15)),
            2 => "{\"operations\":[{\"op\":\"insert\","
                + $"\"id\":\"{new string('i', depth)}\",\"value\":\"{new string('v', depth)}\"}}],\"more\":1}}",
            3 => $"{{\"ids\":[{string.Join(',', Enumerable.Repeat("\"\"", depth / 3))}]}}",
            _ => Pick(s_json),
        };
        return Head("POST", Pick(s_bodied), [$"Content-Length: {Encoding.Latin1.GetByteCount(body)}"], body);
    }

    // Beyond the limits of heads, queries and values.
    private byte[] Heavy() => random.Next(6) switch
    {
        0 => Head("GET", "/v1/entry?id=" + new string('a', random.Next(7000, 12_000)), []),
        1 => Head("GET", "/v1/stats", [.. Enumerable.Range(0, random.Next(90, 300)).Select(n => $"X-{n}: {n}")]),
        2 => Head("GET", "/v1/stats", ["X: " + new string('x', random.Next(20_000, 60_000))]),
        3 => Head("PUT", "/v1/entry?id=a", ["Content-Length: 1001"], new string('v', 1001)),
        4 => Head("PUT", "/v1/entry?id=a", ["Content-Length: 900000000000"], new string('v', 5000)),
        _ => Head("GET", "/v1/entries?" + string.Join('&', Enumerable.Range(0, random.Next(100, 900)).Select(n => $"p{n}=1")), []),
    };

    private byte[] BadHead()
    {
        string[] heads =
        [
            "GET\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\n\n", "GET / HTTP/9.9\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nNoColon\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\n: empty\r\n\r\n", "\0\0\0\0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nA: \0\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nA\u0080: b\r\n\r\n",
            "GET  /  HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\rHost: localhost\r\r", "GET / HTTP/1.1 \r\nHost: localhost\r\n\r\n",
            "GET / FTP/1.1\r\nHost: localhost\r\n\r\n", "GET /v1/stats HTTP/1.1\r\nHost: localhost:99999999\r\n\r\n",
            "GET /v1/stats HTTP/1.1\r\nHost: [::1\r\n\r\n",
        ];
        return Encoding.Latin1.GetBytes(Pick(heads));
    }

    // A whole request that ends anywhere.
    private byte[] Cut()
    {
        byte[] whole = Head("POST", Pick(s_bodied), ["Content-Length: 500"], "{\"operations\":[" + new string(' ', 480));
        return whole[..random.Next(1, whole.Length)];
    }

    private byte[] Binary()
    {
        byte[] body = new byte[random.Next(200)];
        random.NextBytes(body);
        "BTB1"u8[..Math.Min(4, body.Length)].CopyTo(body);
        string[] headers =
            ["Content-Type: application/octet-stream", "Accept: application/octet-stream", $"Content-Length: {body.Length}"];
        byte[] head = Head("POST", Pick(["/v1/batches", "/v1/preview", "/v1/proofs"]), headers, isTyped: false);
        return [.. head, .. body];
    }

    // Several on one connection.
    private byte[] Many()
    {
        IEnumerable<byte> all = [];
        for (int i = random.Next(2, 6); i > 0; i--) all = all.Concat(random.Next(2) == 0 ? Head("GET", Pick(s_paths), []) : Json());
        return [.. all];
    }
}
