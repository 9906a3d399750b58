using System.Text.Json;
using System.Text.Json.Serialization;

namespace BasisTrees.Persistence;

/// <summary>The file in which a store keeps how it was opened: one line of JSON for each opening, the newest last.</summary>
/// <remarks>It is for people and drills; nothing is read back from it, and it is bounded.</remarks>
internal static class RecoveryFile
{
    private const int LengthMax = 256 << 10;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new RecoveryDigestConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Adds a report. Not synced; a full disk is no reason not to open.</summary>
    internal static void Append(IDisk disk, RecoveryReport report, DateTimeOffset time)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(new RecoveryLine(time, report), s_json), (byte)'\n'];
        try
        {
            using IFile file = Open(disk);
            long length = file.ReadLength();
            if (length + line.Length > LengthMax)
            {
                file.SetLength(0);
                length = 0;
            }

            file.WriteAt(length, line);
        }
        catch (StoreException)
        {
            // The report is in the hands of whoever opened the store.
        }
    }

    private static IFile Open(IDisk disk)
    {
        bool isThere = disk.List().Contains(FileNames.Recovery, StringComparer.Ordinal);
        return disk.Open(FileNames.Recovery, isThere ? FileOpening.ReadWrite : FileOpening.Create);
    }
}
