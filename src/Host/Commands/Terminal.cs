using System.Buffers;
using System.Text;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary>Where a command reads and writes: data goes to standard output, talk to standard error.</summary>
internal sealed class Terminal
{
    private const int OutBufferBytes = 1 << 16;

    private readonly ArrayBufferWriter<byte> _pending = new(OutBufferBytes);

    private Stream Out { get; } = Console.OpenStandardOutput();

    /// <summary>Standard error, never buffered.</summary>
    internal TextWriter Talk { get; } = Console.Error;

    /// <summary>Standard input.</summary>
    internal Stream In { get; } = Console.OpenStandardInput();

    /// <summary>Whether a person watches standard output.</summary>
    internal bool IsOutWatched { get; } = !Console.IsOutputRedirected;

    /// <summary>Whether a person watches standard error.</summary>
    internal bool IsTalkWatched { get; } = !Console.IsErrorRedirected;

    /// <summary>Whether a person is at standard input.</summary>
    internal bool IsInTyped { get; } = !Console.IsInputRedirected;

    /// <summary>Writes bytes as they are.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    internal void Bytes(ReadOnlySpan<byte> bytes)
    {
        _pending.Write(bytes);
        if (_pending.WrittenCount >= OutBufferBytes) Flush();
    }

    /// <summary>Writes a line of data.</summary>
    internal void Line(string text) => Bytes(Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>Writes a value as JSON that a person can read.</summary>
    internal void JsonDocument<T>(T value) => JsonText(Json.ToIndentedBytes(value));

    /// <summary>Writes a value as one line of JSON.</summary>
    internal void JsonLine<T>(T value) => JsonText(Json.ToBytes(value));

    /// <summary>Hands everything on; a command that has not done so has not succeeded.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Flush()
    {
        try
        {
            Out.Write(_pending.WrittenSpan);
            _pending.ResetWrittenCount();
        }
        catch (IOException failure)
        {
            throw new IOException($"Standard output cannot be written: {failure.Message}.", failure);
        }
    }

    /// <summary>Hands on what there is before a failure is told; that this fails as well changes nothing.</summary>
    internal void TryFlush()
    {
        try
        {
            Flush();
        }
        catch (IOException)
        {
            // The failure that is about to be told is the one that counts.
        }
    }

    /// <summary>Says to the person why the command ends without success.</summary>
    /// <returns>The exit code.</returns>
    internal int Fail(Problem problem) => Fail(problem.Detail, problem.Traits.Exit);

    /// <summary>Says to the person why the command ends without success.</summary>
    /// <returns>The exit code.</returns>
    internal int Fail(string sentence, int exitCode)
    {
        Talk.WriteLine("basis: " + sentence);
        return exitCode;
    }

    private void JsonText(byte[] json)
    {
        Bytes(SafeText.InJson(json));
        Bytes("\n"u8);
    }
}
