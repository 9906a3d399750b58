using BasisTrees.Persistence;
using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>Takes the file of a full checkpoint apart and puts other files together that are right as far as checksums go.</summary>
internal static class FullForge
{
    /// <summary>The chunks of a file.</summary>
    internal static List<(ushort Type, byte Flags, byte[] Payload)> Chunks(byte[] file)
    {
        var disk = new SimDisk(1);
        disk.Replace("f", file);
        using IFile opened = disk.Open("f", FileOpening.Read);
        var source = new FileSource(opened);
        var reader = new FullChunkReader(source);
        List<(ushort Type, byte Flags, byte[] Payload)> chunks = [];
        while (source.Position < file.Length)
        {
            reader.Read(out FullChunkHeader header, out ReadOnlySpan<byte> payload);
            chunks.Add((header.Type, (byte)(header.Flags & FullFormat.OptionalChunk), payload.ToArray()));
        }

        return chunks;
    }

    /// <summary>A file of chunks; a new end is made in place of an old one.</summary>
    internal static byte[] File(IEnumerable<(ushort Type, byte Flags, byte[] Payload)> chunks, StoreId storeId, long revision)
    {
        var disk = new SimDisk(1);
        using (IFile opened = disk.Open("f", FileOpening.Create))
        {
            var sink = new FileSink(opened);
            var writer = new FullChunkWriter(sink, storeId, revision, packs: false);
            foreach ((ushort type, byte flags, byte[] payload) in chunks)
            {
                if (type == FullFormat.EndChunk) WriteEnd(writer);
                else writer.Write(type, flags, payload);
            }

            sink.Flush();
        }

        return disk.Image()["f"];
    }

    private static void WriteEnd(FullChunkWriter writer)
    {
        var payload = new ByteWriter();
        payload.U32(writer.Count);
        payload.U32(0);
        payload.U64((ulong)writer.Length);
        payload.Label(writer.FinishHash());
        writer.Write(FullFormat.EndChunk, 0, payload.Written);
    }
}
