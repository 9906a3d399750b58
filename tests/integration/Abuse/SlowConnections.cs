using System.Net.Sockets;
using System.Text;

namespace BasisTrees.Tests.Integration;

/// <summary>
/// Connections that say nothing, and connections that say what they have to say byte by byte and come again when they are cut off.
/// </summary>
internal sealed class SlowConnections : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly List<Socket> _idle = [];
    private readonly List<Task> _slow = [];
    private readonly CancellationTokenSource _stop = new();
    private int _sent;

    /// <summary>How many bytes the slow ones have sent.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Opens them.</summary>
    public async Task OpenAsync(int port, int idle, int slow, CancellationToken cancellation)
    {
        for (int i = 0; i < idle; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _idle.Add(socket);
            await socket.ConnectAsync("127.0.0.1", port, cancellation);
        }

        for (int i = 0; i < slow; i++)
        {
            string request = i % 2 == 0
                ? "GET /v1/stats HTTP/1.1\r\nHost: localhost\r\nX: " + new string('x', 10_000)
                : "PUT /v1/entry?id=slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n" + new string('v', 999);
            _slow.Add(DribbleAsync(port, Encoding.ASCII.GetBytes(request)));
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        Task.WaitAll([.. _slow]);
        foreach (Socket socket in _idle) socket.Dispose();
        _stop.Dispose();
    }

    private async Task DribbleAsync(int port, byte[] bytes)
    {
        while (!_stop.IsCancellationRequested)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("127.0.0.1", port, _stop.Token);
                for (int i = 0; i < bytes.Length; i++)
                {
                    await socket.SendAsync(bytes.AsMemory(i, 1), SocketFlags.None, _stop.Token);
                    Interlocked.Increment(ref _sent);
                    await Task.Delay(s_pause, _stop.Token);
                }
            }
            catch (SocketException)
            {
                // The service has had enough of it.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
