using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace BasisTrees.Tests.Integration;

/// <summary>Sends bytes to a service and counts what it answers, by status; 0 stands for no answer at all.</summary>
/// <param name="port">The port of the service.</param>
internal sealed partial class AbuseTally(int port)
{
    // Only a hang reaches it.
    private static readonly TimeSpan s_hangAfter = TimeSpan.FromMinutes(3);

    // A request that is longer under way is counted as not answered, which is no failure.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<int, int> _answers = new();
    private readonly ConcurrentQueue<string> _faults = new();

    /// <summary>The requests that were answered with a fault of the service, as texts.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>How often each status was answered.</summary>
    public IReadOnlyDictionary<int, int> Answers => _answers;

    public override string ToString() => string.Join(", ", _answers.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}"));

    /// <summary>Opens a connection, sends the bytes and the end, and reads all that comes.</summary>
    public async Task SendAsync(byte[] bytes, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_hangAfter);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", port, limit.Token);
        var answer = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        try
        {
            await socket.SendAsync(bytes, SocketFlags.None, limit.Token);
            Task<int> reading = socket.ReceiveAsync(buffer, SocketFlags.None, limit.Token).AsTask();

            // A service that has all of a request answers and ends; one that waits for more is told that no more comes.
            if (await Task.WhenAny(reading, Task.Delay(s_patience, limit.Token)) != reading) socket.Shutdown(SocketShutdown.Send);
            while (await reading is var read and > 0)
            {
                answer.Write(buffer, 0, read);
                reading = socket.ReceiveAsync(buffer, SocketFlags.None, limit.Token).AsTask();
                if (await Task.WhenAny(reading, Task.Delay(s_patience, limit.Token)) != reading) socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // It does not listen to the rest of what it has refused.
        }

        Count(bytes, Encoding.Latin1.GetString(answer.ToArray()));
    }

    private void Count(byte[] bytes, string answer)
    {
        MatchCollection found = StatusLine().Matches(answer);
        if (found.Count == 0) _answers.AddOrUpdate(0, 1, (_, count) => count + 1);
        foreach (Match match in found)
        {
            int status = int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture);
            _answers.AddOrUpdate(status, 1, (_, count) => count + 1);
            bool isFault = status >= 500 && status is not (503 or 505 or 507);
            if (isFault) _faults.Enqueue($"{status} for {Text.Show(bytes)}: {answer}");
        }
    }

    [GeneratedRegex("HTTP/1\\.1 (?<status>[0-9]{3})[ \r]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex StatusLine();

    private static class Text
    {
        public static string Show(byte[] bytes) =>
            Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 400))).Replace("\r\n", "\\r\\n", StringComparison.Ordinal);
    }
}
