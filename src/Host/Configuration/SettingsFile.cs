using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Toml;

namespace BasisTrees.Host.Configuration;

/// <summary>Reads a TOML file from the disk; what cannot be read is an answer that names the file.</summary>
internal static class SettingsFile
{
    /// <summary>Reads the file, at most <see cref="TomlDocument.BytesMax"/> bytes of it.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out TomlDocument? document, [NotNullWhen(false)] out SettingsError? error)
    {
        document = null;
        if (!TryReadBytes(path, out byte[] bytes, out string? refusal))
        {
            error = new SettingsError(path, refusal);
            return false;
        }

        bool read = TomlDocument.TryRead(bytes, out document, out TomlError? tomlError);
        error = tomlError is null ? null : new SettingsError($"{path}:{tomlError.Position}", tomlError.Message);
        return read;
    }

    private static bool TryReadBytes(string path, out byte[] bytes, [NotNullWhen(false)] out string? refusal)
    {
        bytes = [];
        try
        {
            if (Directory.Exists(path))
            {
                refusal = "The configuration is a directory, not a file.";
                return false;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] buffer = new byte[TomlDocument.BytesMax + 1];
            int length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            bytes = buffer[..length];
            refusal = null;
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            refusal = "There is no such configuration file.";
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            refusal = $"The configuration file cannot be read: {exception.Message}";
            return false;
        }
    }
}
