using System.Text;

namespace BasisTrees.Persistence;

/// <summary>The file that makes a directory a store: its id and its definition, written once.</summary>
/// <param name="StoreId">The store's id.</param>
/// <param name="Definition">What the store is for.</param>
internal sealed record DefinitionFile(StoreId StoreId, StoreDefinition Definition)
{
    private const int LengthMax = 4096;

    /// <summary>The hash of the file: the chain of records begins with it, so a log cannot move to another definition.</summary>
    internal Label Hash => Blake2b256.Hash(ToBytes());

    internal byte[] ToBytes()
    {
        var writer = new ByteWriter();
        writer.Bytes(LogFormat.DefinitionMagic);
        writer.U32(LogFormat.Version);
        writer.U32(0);
        Span<byte> id = stackalloc byte[LogFormat.StoreIdLength];
        StoreId.CopyTo(id);
        writer.Bytes(id);
        TreeParameters parameters = Definition.Parameters;
        writer.U8((byte)Definition.KeyMode);
        writer.U8((byte)parameters.KeyLength);
        writer.U8(parameters.ValueLength is null ? (byte)0 : (byte)1);
        writer.U8(0);
        writer.U32((uint)parameters.ValueLengthMax);
        byte[] treeId = Encoding.ASCII.GetBytes(Definition.TreeId);
        writer.U8((byte)treeId.Length);
        writer.Bytes(treeId);
        writer.U32(0);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(writer.Slice(12, 4), (uint)writer.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(
            writer.Slice(writer.Length - 4, 4), Crc32C.Compute(writer.Written[..^4]));
        return writer.Written.ToArray();
    }

    /// <summary>Reads the definition of the store on a disk.</summary>
    /// <exception cref="StoreNotFoundException">There is no definition file.</exception>
    /// <exception cref="StoreDamagedException">The file is not a definition.</exception>
    internal static DefinitionFile Read(IDisk disk)
    {
        using IFile file = disk.Open(FileNames.Definition, FileOpening.Read);
        byte[] bytes = new byte[LengthMax];
        int length = file.ReadAt(0, bytes);
        return Parse(bytes.AsSpan(0, length), file.Path);
    }

    internal static DefinitionFile Parse(ReadOnlySpan<byte> bytes, string path)
    {
        var reader = new ByteReader(bytes);
        if (!reader.Take(8).SequenceEqual(LogFormat.DefinitionMagic))
            throw new StoreDamagedException(path, 0, "the magic of a store definition was expected");
        uint version = reader.U32();
        uint length = reader.U32();
        if (reader.Failed || length != (uint)bytes.Length)
        {
            throw new StoreDamagedException(
                path, Math.Min(12, bytes.Length), $"a file as long as it says was expected, and it has {bytes.Length} bytes");
        }

        if (bytes.Length < 20 || System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) != Crc32C.Compute(bytes[..^4]))
            throw new StoreDamagedException(path, bytes.Length - 4, "a checksum that matches the file was expected");
        if (version != LogFormat.Version)
            throw new StoreException($"{path} has format version {version}; this program knows version {LogFormat.Version}.", path, 8);
        ReadOnlySpan<byte> id = reader.Take(LogFormat.StoreIdLength);
        byte mode = reader.U8();
        byte keyLength = reader.U8();
        byte isFixed = reader.U8();
        byte zero = reader.U8();
        uint valueLength = reader.U32();
        ReadOnlySpan<byte> treeId = reader.Take(reader.U8());
        reader.U32();
        string name = Encoding.ASCII.GetString(treeId);
        bool sane = reader.IsComplete && zero == 0 && isFixed <= 1 && keyLength >= 1 && Enum.IsDefined((KeyMode)mode)
            && valueLength <= TreeParameters.ValueLengthLimit && StoreDefinition.IsTreeId(name);
        if (!sane) throw new StoreDamagedException(path, 32, "the fields of a store definition were expected");
        try
        {
            var parameters = isFixed == 1
                ? new TreeParameters(keyLength, (int)valueLength)
                : new TreeParameters(keyLength, null, (int)valueLength);
            return new DefinitionFile(new StoreId(id), new StoreDefinition(name, parameters, (KeyMode)mode));
        }
        catch (ArgumentException)
        {
            throw new StoreDamagedException(path, 32, "a key length that suits the key mode was expected");
        }
    }
}
