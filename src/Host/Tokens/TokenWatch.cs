using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Telemetry;
using BasisTrees.Host.Text;

namespace BasisTrees.Host.Tokens;

/// <summary>
/// The tokens of a file as they are now: when the file has changed it is read again, looked at not more than once a second. A file
/// that cannot be read or is malformed changes nothing, and is told of once.
/// </summary>
/// <remarks>Any thread may use it.</remarks>
internal sealed class TokenWatch
{
    // A file that was changed so shortly before it was read may be changed again without another time.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Journal _journal;
    private readonly Lock _reading = new();

    // The next four change under the lock; the set is read without it.
    private volatile TokenSet _tokens;
    private string _path;
    private Stamp _stamp;
    private string? _complaint;

    private long _nextLook;

    private TokenWatch(string path, TokenSet tokens, Stamp stamp, Journal journal)
    {
        _path = path;
        _tokens = tokens;
        _stamp = stamp;
        _journal = journal;
        _nextLook = Environment.TickCount64 + (long)LookEvery.TotalMilliseconds;
    }

    /// <summary>The tokens that hold now.</summary>
    internal TokenSet Current
    {
        get
        {
            long now = Environment.TickCount64;
            long due = Volatile.Read(ref _nextLook);
            bool isMyTurn = now >= due
                && Interlocked.CompareExchange(ref _nextLook, now + (long)LookEvery.TotalMilliseconds, due) == due;
            if (isMyTurn) Look();
            return _tokens;
        }
    }

    /// <summary>Reads the file for the first time.</summary>
    /// <param name="path">The token file.</param>
    /// <param name="journal">Where changes and what is wrong are told.</param>
    /// <param name="watch">The tokens.</param>
    /// <param name="refusal">One sentence about a file that cannot be used.</param>
    internal static bool TryOpen(
        string path, Journal journal, [NotNullWhen(true)] out TokenWatch? watch, [NotNullWhen(false)] out string? refusal)
    {
        Stamp stamp = Stamp.Of(path);
        watch = TokenSet.TryRead(path, out TokenSet? tokens, out refusal) ? new TokenWatch(path, tokens, stamp, journal) : null;
        return watch is not null && refusal is null;
    }

    /// <summary>Reads the file now, whether it seems changed or not, and says what came of it.</summary>
    /// <param name="path">The file, which may be another one than before.</param>
    internal void Reload(string path)
    {
        lock (_reading)
        {
            _path = path;
            _complaint = null;
            Read(Stamp.Of(path), isAsked: true);
        }
    }

    private void Look()
    {
        lock (_reading)
        {
            Stamp stamp = Stamp.Of(_path);
            bool isSettled = DateTime.UtcNow - _stamp.Changed > Settled;
            if (stamp != _stamp || !isSettled) Read(stamp, isAsked: false);
        }
    }

    private void Read(Stamp stamp, bool isAsked)
    {
        bool isChanged = isAsked || stamp != _stamp;
        _stamp = stamp;
        if (TokenSet.TryRead(_path, out TokenSet? tokens, out string? refusal))
        {
            bool isSame = tokens.Entries.Count == _tokens.Entries.Count
                && tokens.Entries.Zip(_tokens.Entries).All(pair => IsSame(pair.First, pair.Second));
            _tokens = tokens;
            bool isCured = _complaint is not null;
            _complaint = null;
            if (isChanged || isCured || !isSame)
            {
                string count = Amount.Of(tokens.Entries.Count, "token", "tokens");
                _journal.Write(
                    JournalEvent.TokensRead, $"The token file {_path} has been read again: {count}.", ("tokens", tokens.Entries.Count));
            }
        }
        else if (refusal != _complaint)
        {
            _complaint = refusal;
            _journal.Write(JournalEvent.TokensRefused, $"The tokens are those from before: {refusal}");
        }
    }

    private static bool IsSame(TokenEntry left, TokenEntry right) =>
        left.Name == right.Name && left.Role == right.Role && left.Hash.Span.SequenceEqual(right.Hash.Span);

    /// <summary>By what it is told that a file has changed.</summary>
    private readonly record struct Stamp(DateTime Changed, long Length, UnixFileMode Mode)
    {
        internal static Stamp Of(string path)
        {
            try
            {
                var file = new FileInfo(path);
                return file.Exists ? new Stamp(file.LastWriteTimeUtc, file.Length, file.UnixFileMode) : default;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return default; // reading it will say what is wrong
            }
        }
    }
}
