using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BasisTrees.Host.Configuration;

/// <summary>
/// An address and a port as they are written in the configuration. Stricter than <see cref="IPEndPoint"/>, which reads "1:80" as
/// 0.0.0.1 and a missing port as 0.
/// </summary>
internal static class ListenAddress
{
    /// <summary>Reads <c>a.b.c.d:port</c>, <c>[v6]:port</c> or <c>localhost:port</c>, which is 127.0.0.1; the port is 0 to 65535.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        endPoint = null;
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !TryParsePort(text.AsSpan(colon + 1), out int port)) return false;
        string host = text[..colon];
        if (!TryParseHost(host, out IPAddress? address)) return false;
        endPoint = new IPEndPoint(address, port);
        return true;
    }

    private static bool TryParsePort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort && text.Length <= 5;

    private static bool Is(IPAddress address, AddressFamily family) => address.AddressFamily == family;

    private static bool TryParseHost(string host, [NotNullWhen(true)] out IPAddress? address)
    {
        if (host == "localhost")
        {
            address = IPAddress.Loopback;
            return true;
        }

        if (host.StartsWith('[') && host.EndsWith(']'))
            return IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out address) && Is(address, AddressFamily.InterNetworkV6);
        return IPAddress.TryParse(host, out address) && Is(address, AddressFamily.InterNetwork) && address.ToString() == host;
    }
}
