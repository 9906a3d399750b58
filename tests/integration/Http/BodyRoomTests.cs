using System.Net.Sockets;
using System.Text;
using BasisTrees.Host.Http;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>What the bodies of many requests take together is bounded, and is given back.</summary>
public sealed class BodyRoomTests
{
    [Fact]
    public void Room_is_taken_and_given_back_whole()
    {
        var room = new BodyRoom(100);
        using BodyShare one = room.Open();
        BodyShare other = room.Open();
        one.Take(60);
        other.Take(40);
        Assert.Throws<BodyRoomException>(() => one.Take(1));
        other.Dispose();
        other.Dispose();
        one.Take(40);
        Assert.False(room.TryTake(1));
    }

    [Fact]
    public async Task Bodies_beyond_the_room_are_asked_to_come_again()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var scratch = new ScratchDirectory();
        string config = scratch.Write("basis.toml", "[server]\nbody_limit = \"1MiB\"\n");
        using ServedStore service = ServedStore.Start(scratch["data"], "--config", config);
        var held = new List<Socket>();
        try
        {
            // Each has sent nearly all of a body of the greatest length; four fit.
            string refusal = "";
            for (int i = 0; i < 40 && refusal.Length == 0; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                held.Add(socket);
                await socket.ConnectAsync("127.0.0.1", service.Address.Port, cancellation);
                const string head = "POST /v1/batches HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 1048576\r\n\r\n";
                await socket.SendAsync(Encoding.ASCII.GetBytes(head + new string(' ', 1_000_000)), SocketFlags.None, cancellation);
                await Task.Delay(100, cancellation); // it reads while more come
                refusal = held.Select(Heard).FirstOrDefault(heard => heard.Length > 0) ?? "";
            }

            Assert.Contains("503 ", refusal, StringComparison.Ordinal);
            Assert.Contains("Retry-After: 1", refusal, StringComparison.Ordinal);
            Assert.Contains("queue-full", refusal, StringComparison.Ordinal);
        }
        finally
        {
            held.ForEach(socket => socket.Dispose());
        }

        HttpResponseMessage answer;
        int tries = 0;
        do
        {
            await Task.Delay(50, cancellation); // until it has noticed that they are gone
            var batch = new StringContent("""{"operations":[{"op":"insert","id":"a","value":""}]}""", Encoding.UTF8, "application/json");
            answer = await service.Http.PostAsync("v1/batches", batch, cancellation);
        }
        while (!answer.IsSuccessStatusCode && ++tries < 1_000);
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static string Heard(Socket socket)
    {
        if (socket.Available == 0) return "";
        byte[] bytes = new byte[socket.Available];
        return Encoding.Latin1.GetString(bytes, 0, socket.Receive(bytes));
    }
}
