using System.Security.Cryptography;

namespace BasisTrees.Persistence;

/// <summary>The first bytes of a piece of a backup: whose it is, which revisions it leads from and to, and how it is encrypted.</summary>
/// <param name="StoreId">The store.</param>
/// <param name="Kind">What the piece holds.</param>
/// <param name="Number">Its number in the set; the first is 1.</param>
/// <param name="From">The revision that it continues; of a full one its own.</param>
/// <param name="To">The revision that it leads to.</param>
internal sealed record BackupHeader(StoreId StoreId, BackupKind Kind, ulong Number, BackupMoment From, BackupMoment To)
{
    // The lengths of the fields before the padding add up to this.
    private const int FieldsLength = 8 + 4 + 4 + LogFormat.StoreIdLength + 4 + 8 + (2 * 89) + 8 + 8
        + BackupFormat.SaltLength + BackupFormat.KeyCheckLength;

    private const int PaddingLength = BackupFormat.BackupHeaderLength - FieldsLength - sizeof(uint);

    /// <summary>How the blocks are encrypted.</summary>
    internal BackupCipher Cipher { get; init; }

    /// <summary>The incarnation of the store at the last revision.</summary>
    internal ulong Incarnation { get; init; }

    /// <summary>When the piece was written, in nanoseconds since 1970-01-01 UTC.</summary>
    internal long UnixNanoseconds { get; init; }

    /// <summary>The salt of the file's key; zeros without a cipher.</summary>
    internal byte[] Salt { get; init; } = new byte[BackupFormat.SaltLength];

    /// <summary>By which a wrong key is told; zeros without a cipher.</summary>
    internal byte[] KeyCheck { get; init; } = new byte[BackupFormat.KeyCheckLength];

    /// <summary>The header of a piece that is encrypted with a key, if there is one.</summary>
    internal BackupHeader EncryptedWith(BackupKey? key)
    {
        if (key is null) return this;
        byte[] salt = RandomNumberGenerator.GetBytes(BackupFormat.SaltLength);
        return this with { Cipher = BackupCipher.AesGcm, Salt = salt, KeyCheck = key.DeriveCheck(salt) };
    }

    internal byte[] ToBytes()
    {
        var writer = new ByteWriter();
        writer.Bytes(BackupFormat.BackupMagic);
        writer.U32(BackupFormat.BackupVersion);
        writer.U32(BackupFormat.BackupHeaderLength);
        Span<byte> id = stackalloc byte[LogFormat.StoreIdLength];
        StoreId.CopyTo(id);
        writer.Bytes(id);
        writer.U8((byte)Kind);
        writer.U8((byte)Cipher);
        writer.U16(0);
        writer.U64(Number);
        From.Write(writer);
        To.Write(writer);
        writer.U64(Incarnation);
        writer.I64(UnixNanoseconds);
        writer.Bytes(Salt);
        writer.Bytes(KeyCheck);
        writer.Zeros(PaddingLength);
        writer.U32(Crc32C.Compute(writer.Written));
        return writer.Written.ToArray();
    }

    /// <summary>Reads a header.</summary>
    /// <param name="bytes">The first bytes of the file, fewer if it is shorter than a header.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="StoreDamagedException">They are not a header.</exception>
    /// <exception cref="StoreException">A newer program wrote the file.</exception>
    internal static BackupHeader Read(ReadOnlySpan<byte> bytes, string path)
    {
        if (!bytes.StartsWith(BackupFormat.BackupMagic)) throw new StoreDamagedException(path, 0, "the magic of a backup was expected");
        if (bytes.Length != BackupFormat.BackupHeaderLength)
            throw new StoreDamagedException(path, bytes.Length, $"a header of {BackupFormat.BackupHeaderLength} bytes was expected");
        var reader = new ByteReader(bytes);
        reader.Take(BackupFormat.BackupMagic.Length);
        uint version = reader.U32();
        uint length = reader.U32();
        if (System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) != Crc32C.Compute(bytes[..^4]))
            throw new StoreDamagedException(path, bytes.Length - 4, "a checksum that matches the header was expected");
        if (version != BackupFormat.BackupVersion)
        {
            throw new StoreException(
                $"{path} has format version {version}; this program knows version {BackupFormat.BackupVersion}.", path, 8);
        }

        return length == BackupFormat.BackupHeaderLength && ReadFields(ref reader) is { } header
            ? header
            : throw new StoreDamagedException(path, 12, "the fields of a backup were expected");
    }

    private static BackupHeader? ReadFields(ref ByteReader reader)
    {
        var id = new StoreId(reader.Take(LogFormat.StoreIdLength));
        var kind = (BackupKind)reader.U8();
        var cipher = (BackupCipher)reader.U8();
        ushort zero = reader.U16();
        ulong number = reader.U64();
        BackupMoment from = BackupMoment.Read(ref reader);
        BackupMoment to = BackupMoment.Read(ref reader);
        ulong incarnation = reader.U64();
        long time = reader.I64();
        byte[] salt = reader.Take(BackupFormat.SaltLength).ToArray();
        byte[] check = reader.Take(BackupFormat.KeyCheckLength).ToArray();
        bool isPadded = zero == 0 && !reader.Take(PaddingLength).ContainsAnyExcept((byte)0);
        bool leads = kind switch
        {
            BackupKind.Full => from == to && to.Chain.Revision >= 0,
            BackupKind.Incremental => from.Chain.Revision >= 0 && to.Chain.Revision > from.Chain.Revision,
            _ => false,
        };
        if (!isPadded || !leads || !Enum.IsDefined(cipher) || number == 0) return null;
        return new BackupHeader(id, kind, number, from, to)
        {
            Cipher = cipher,
            Incarnation = incarnation,
            UnixNanoseconds = time,
            Salt = salt,
            KeyCheck = check,
        };
    }
}
