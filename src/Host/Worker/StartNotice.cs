using System.Net.Sockets;
using System.Text;
using BasisTrees.Host.Telemetry;

namespace BasisTrees.Host.Worker;

/// <summary>
/// Tells whoever started the service that it is ready, or stops: a datagram to the socket that <c>NOTIFY_SOCKET</c> names, as systemd
/// asks of services of <c>Type=notify</c>. Without the variable nobody asks.
/// </summary>
internal static class StartNotice
{
    /// <summary>That requests are answered.</summary>
    internal const string Ready = "READY=1";

    /// <summary>That the service ends.</summary>
    internal const string Stopping = "STOPPING=1";

    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>Sends a notice; that it does not arrive is said, and changes nothing.</summary>
    internal static void Send(string notice, Journal journal)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } name) return;
        try
        {
            // A name that begins with an at sign is none of the file system: the byte 0 stands for the sign.
            var place = new UnixDomainSocketEndPoint(name[0] == '@' ? '\0' + name[1..] : name);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.ASCII.GetBytes(notice), place);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            journal.Write(JournalEvent.NoticeFailed, $"{Variable} cannot be told {notice}: {failure.Message}");
        }
    }
}
