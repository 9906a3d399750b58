using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;

namespace BasisTrees.Host.Commands;

/// <summary>Opens and reads the files that arguments name; what cannot be read is an answer that names the file.</summary>
internal static class InputFile
{
    /// <summary>The name that means standard input.</summary>
    internal const string StandardInput = "-";

    /// <summary>Opens a file for reading.</summary>
    internal static bool TryOpen(
        Terminal terminal, string path, [NotNullWhen(true)] out Stream? stream, [NotNullWhen(false)] out Problem? problem)
    {
        stream = null;
        problem = null;
        if (path == StandardInput)
        {
            stream = terminal.In;
            return true;
        }

        try
        {
            if (Directory.Exists(path))
                problem = new Problem(ProblemKind.InvalidRequest, $"{ByteText.Show(path)} is a directory, not a file.");
            else stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            problem = new Problem(ProblemKind.EntryNotFound, $"There is no file {ByteText.Show(path)}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problem = new Problem(ProblemKind.StoreUnwritable, $"The file {ByteText.Show(path)} cannot be read: {failure.Message}");
        }
        catch (ArgumentException)
        {
            problem = new Problem(ProblemKind.InvalidRequest, $"{ByteText.Show(path)} is not the name of a file.");
        }

        return stream is not null;
    }

    /// <summary>Reads a whole file that may have at most some bytes.</summary>
    internal static bool TryReadAll(
        Terminal terminal, string path, int bytesMax, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out Problem? problem)
    {
        bytes = null;
        if (!TryOpen(terminal, path, out Stream? stream, out problem)) return false;
        using (stream)
        {
            using var read = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            for (int length; (length = stream.Read(buffer)) > 0;)
            {
                if (read.Length + length > bytesMax)
                {
                    problem = new Problem(ProblemKind.TooLarge, $"The file {ByteText.Show(path)} has more than {bytesMax} bytes.");
                    return false;
                }

                read.Write(buffer, 0, length);
            }

            bytes = read.ToArray();
            return true;
        }
    }
}
