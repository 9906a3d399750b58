using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace BasisTrees.Host.Wire;

/// <summary>The binary form of a batch (docs/HTTP.md, "Batches in binary"): one form for one batch.</summary>
internal static class BatchBytes
{
    private const byte ProofFlag = 1;
    private const byte DigestFlag = 2;
    private const byte KeyFlag = 4;

    // Beside the kinds of operations.
    private const byte NoteKind = 16;

    // An operation has at least its kind and the length of its id.
    private const int OperationBytesMin = 2;

    private static ReadOnlySpan<byte> Magic => "BTB1"u8;

    /// <summary>Writes a batch.</summary>
    /// <param name="request">The batch.</param>
    /// <param name="bytes">Its binary form.</param>
    /// <returns>False if it has none: it is malformed in a way that its form in JSON can show.</returns>
    internal static bool TryWrite(BatchRequest request, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        Digest expected = default;
        if (request.ExpectedDigest is { } hex && !Digest.TryParse(hex, out expected)) return false;
        var writer = new WireWriter();
        writer.Bytes(Magic);
        int flags = (request.Proof ? ProofFlag : 0) | (request.ExpectedDigest is null ? 0 : DigestFlag)
            | (request.IdempotencyKey is null ? 0 : KeyFlag);
        writer.Byte((byte)flags);
        if (request.ExpectedDigest is not null) writer.Digest(expected);
        if (request.IdempotencyKey is { } key) writer.Sized(Encoding.UTF8.GetBytes(key));
        writer.Length(request.Operations.Count);
        foreach (WireOperation operation in request.Operations)
        {
            if (operation is { Op: Words.PutNote, Value: { } body, Delta: null })
            {
                writer.Byte(NoteKind);
                writer.Sized(operation.Id.Span);
                writer.Sized(body.Span);
                continue;
            }

            if (!Words.TryOperation(operation.Op, out OperationKind kind)) return false;
            bool takesDelta = kind == OperationKind.UpdateLongBy;
            if (TakesValue(kind) != operation.Value.HasValue || takesDelta != operation.Delta.HasValue) return false;
            writer.Byte((byte)kind);
            writer.Sized(operation.Id.Span);
            if (operation.Value is { } value) writer.Sized(value.Span);
            if (operation.Delta is { } delta) writer.Int64(delta);
        }

        bytes = writer.ToArray();
        return true;
    }

    /// <summary>Reads a batch; hostile bytes are an answer.</summary>
    /// <param name="bytes">The whole body; ids and values are parts of it.</param>
    /// <param name="request">The batch.</param>
    /// <param name="refusal">One sentence that says where it is malformed.</param>
    internal static bool TryRead(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out BatchRequest? request, [NotNullWhen(false)] out string? refusal)
    {
        request = null;
        var reader = new WireReader(bytes);
        if (!reader.Take(Magic.Length).Span.SequenceEqual(Magic))
        {
            refusal = "A batch in binary begins with the bytes BTB1.";
            return false;
        }

        int flags = reader.Byte();
        if (flags > (ProofFlag | DigestFlag | KeyFlag)) reader.Fail();
        string? digest = (flags & DigestFlag) == 0 ? null : ReadDigest(ref reader);
        string? key = (flags & KeyFlag) == 0 ? null : ReadKey(ref reader);
        int count = reader.Length();
        if (count > reader.Left / OperationBytesMin) reader.Fail();
        var operations = new List<WireOperation>(reader.Failed ? 0 : count);
        while (!reader.Failed && operations.Count < count) operations.Add(ReadOperation(ref reader));
        if (!reader.IsComplete) reader.Fail(); // what is left over belongs to nothing
        refusal = reader.Failed ? $"The batch is malformed at byte {reader.FailedAt}." : null;
        if (refusal is null) request = new BatchRequest(operations, digest, (flags & ProofFlag) != 0, key);
        return request is not null && refusal is null;
    }

    private static bool TakesValue(OperationKind kind) =>
        kind is OperationKind.Insert or OperationKind.Update or OperationKind.InsertOrUpdate;

    private static WireOperation ReadOperation(ref WireReader reader)
    {
        byte first = reader.Byte();
        if (first == NoteKind) return new WireOperation(Words.PutNote, new Bytes(reader.Sized()), new Bytes(reader.Sized()));
        var kind = (OperationKind)first;
        if (kind is < OperationKind.Lookup or > OperationKind.UpdateLongBy) reader.Fail();
        var id = new Bytes(reader.Sized());
        Bytes? value = TakesValue(kind) ? new Bytes(reader.Sized()) : null;
        long? delta = kind == OperationKind.UpdateLongBy ? reader.Int64() : null;
        return new WireOperation(Words.Of(kind), id, value, delta);
    }

    private static string? ReadDigest(ref WireReader reader)
    {
        ReadOnlyMemory<byte> bytes = reader.Take(Digest.Length);
        return reader.Failed ? null : Digest.Read(bytes.Span).ToString();
    }

    // A key is a text in JSON, so that it is one here.
    private static string? ReadKey(ref WireReader reader)
    {
        ReadOnlyMemory<byte> bytes = reader.Sized();
        if (!System.Text.Unicode.Utf8.IsValid(bytes.Span)) reader.Fail();
        return reader.Failed ? null : Encoding.UTF8.GetString(bytes.Span);
    }
}
