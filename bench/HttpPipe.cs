using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BasisTrees.Bench;

/// <summary>A connection over which requests are sent several at a time, and answers are read no further than to their lengths.</summary>
internal sealed class HttpPipe : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _bytes = new byte[1 << 20];
    private int _start;
    private int _end;

    public HttpPipe(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>The body of the last answer.</summary>
    public int LastBodyLength { get; private set; }

    /// <summary>A request as it is sent.</summary>
    public static byte[] Request(string method, string path, ReadOnlySpan<byte> body = default, string type = "application/octet-stream")
    {
        string content = method == "GET" ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"Content-Type: {type}\r\nContent-Length: {body.Length}\r\n");
        return [.. Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{content}\r\n"), .. body];
    }

    /// <summary>Sends requests at once and reads their answers.</summary>
    public void Send(ReadOnlySpan<byte[]> requests)
    {
        if (requests.Length == 1)
        {
            SendAll(requests[0]);
        }
        else
        {
            var joined = new MemoryStream();
            foreach (byte[] request in requests) joined.Write(request);
            SendAll(joined.GetBuffer().AsSpan(0, (int)joined.Length));
        }

        for (int i = 0; i < requests.Length; i++) ReadAnswer();
    }

    public void Dispose() => _socket.Dispose();

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[_socket.Send(bytes)..];
    }

    private void ReadAnswer()
    {
        int head;
        while ((head = _bytes.AsSpan(_start.._end).IndexOf("\r\n\r\n"u8)) < 0) Receive();
        ReadOnlySpan<byte> text = _bytes.AsSpan(_start, head);
        if (!text.StartsWith("HTTP/1.1 200"u8))
            throw new WrongResultException($"The service answers {Encoding.Latin1.GetString(_bytes, _start, _end - _start)}");
        int at = text.IndexOf("Content-Length: "u8);
        ReadOnlySpan<byte> digits = text[(at + "Content-Length: "u8.Length)..];
        int line = digits.IndexOf((byte)'\r');
        LastBodyLength = int.Parse(line < 0 ? digits : digits[..line], NumberStyles.None, CultureInfo.InvariantCulture);
        int whole = head + 4 + LastBodyLength;
        while (_end - _start < whole) Receive();
        _start += whole;
    }

    private void Receive()
    {
        if (_start == _end) _start = _end = 0;
        if (_end == _bytes.Length)
        {
            if (_start == 0) Array.Resize(ref _bytes, 2 * _bytes.Length);
            _bytes.AsSpan(_start.._end).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        int read = _socket.Receive(_bytes.AsSpan(_end));
        if (read == 0) throw new WrongResultException("The service has closed the connection.");
        _end += read;
    }
}
