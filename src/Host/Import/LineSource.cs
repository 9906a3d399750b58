using System.Security.Cryptography;

namespace BasisTrees.Host.Import;

/// <summary>Reads lines of bytes, counts them, and hashes everything it gives out.</summary>
/// <remarks>Used by one thread. It does not own the stream.</remarks>
internal sealed class LineSource(Stream stream) : IDisposable
{
    /// <summary>The longest line in bytes, its end included; a longer one is passed over and reported.</summary>
    internal const int LineBytesMax = 64 << 20;

    // Some programs begin a text in UTF-8 with it; it is no part of the first id.
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[1 << 16];
    private int _begin;
    private int _end;
    private bool _isEnded;

    /// <summary>The lines given out or passed over so far.</summary>
    internal long Lines { get; private set; }

    /// <summary>Their bytes.</summary>
    internal long Bytes { get; private set; }

    /// <summary>The SHA-256 of these bytes.</summary>
    internal string PrefixHash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line with its end, LF or CRLF, which the last one may lack; valid until the next call.</param>
    /// <param name="isOverlong">Whether the line was too long and only its beginning is given.</param>
    /// <returns>False at the end of the input.</returns>
    internal bool TryRead(out ReadOnlySpan<byte> line, out bool isOverlong)
    {
        isOverlong = false;
        int searched = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_begin + searched, _end - _begin - searched).IndexOf((byte)'\n');
            int length = found >= 0 ? searched + found + 1 : _end - _begin;
            if (found >= 0 || (_isEnded && length > 0))
            {
                line = Take(length);
                bool hasMark = Lines++ == 0 && line.StartsWith(ByteOrderMark);
                if (hasMark) line = line[ByteOrderMark.Length..];
                return true;
            }

            if (_isEnded)
            {
                line = default;
                return false;
            }

            searched = length;
            if (length > LineBytesMax)
            {
                isOverlong = true;
                line = PassOver();
                Lines++;
                return true;
            }

            Fill();
        }
    }

    /// <summary>Passes over the beginning of the input.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="lines">How many lines these are.</param>
    /// <returns>False if the input is shorter.</returns>
    internal bool TrySkip(long bytes, long lines)
    {
        while (Bytes < bytes)
        {
            if (_begin == _end)
            {
                if (_isEnded) return false;
                Fill();
                continue;
            }

            Take((int)Math.Min(bytes - Bytes, _end - _begin));
        }

        Lines = lines;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    /// <summary>A line without its end.</summary>
    internal static ReadOnlySpan<byte> WithoutEnd(ReadOnlySpan<byte> line)
    {
        if (line.EndsWith("\r\n"u8)) return line[..^2];
        return line.EndsWith("\n"u8) ? line[..^1] : line;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        ReadOnlySpan<byte> taken = _buffer.AsSpan(_begin, length);
        _hash.AppendData(taken);
        Bytes += length;
        _begin += length;
        return taken;
    }

    // The rest of an overlong line goes by without being kept.
    private ReadOnlySpan<byte> PassOver()
    {
        while (true)
        {
            int found = _buffer.AsSpan(_begin, _end - _begin).IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = Take(found >= 0 ? found + 1 : _end - _begin);
            if (found >= 0 || _isEnded) return part;
            Fill();
        }
    }

    private void Fill()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isEnded = read == 0;
    }
}
