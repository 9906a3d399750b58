using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Access;

/// <summary>Turns the batches of the wire into the store's.</summary>
internal static class BatchReader
{
    private const int KeyBytesMax = 64;

    /// <summary>Reads a batch, or says what is wrong with it.</summary>
    internal static bool TryRead(BatchRequest request, [NotNullWhen(true)] out Batch? batch, [NotNullWhen(false)] out Problem? problem)
    {
        batch = null;
        Digest? expected = null;
        if (request.ExpectedDigest is { } hex)
        {
            if (!Digest.TryParse(hex, out Digest digest))
            {
                problem = new Problem(ProblemKind.InvalidRequest, $"{ByteText.Show(hex)} is not a digest: that is 66 hexadecimal digits.");
                return false;
            }

            expected = digest;
        }

        var operations = new Operation[request.Operations.Count];
        var notes = new List<Note>();
        for (int i = 0; i < operations.Length; i++)
        {
            WireOperation given = request.Operations[i];
            if (given is { Op: Words.PutNote, Value: { } body, Delta: null })
            {
                notes.Add(new Note(given.Id.Memory, body.Memory));
                operations[i] = notes[^1].ToOperation();
            }
            else if (!TryRead(given, i, out operations[i], out problem))
            {
                return false;
            }
        }

        if (operations.Length == 0)
        {
            problem = new Problem(ProblemKind.InvalidRequest, "A batch has at least one operation.");
            return false;
        }

        byte[] key = Encoding.UTF8.GetBytes(request.IdempotencyKey ?? "");
        if (request.IdempotencyKey is not null && key.Length is 0 or > KeyBytesMax)
        {
            problem = new Problem(
                ProblemKind.InvalidRequest, $"An idempotency key has 1 to {KeyBytesMax} bytes, and this one has {key.Length}.");
            return false;
        }

        batch = new Batch(operations, expected, request.Proof) { IdempotencyKey = key, Notes = notes };
        problem = null;
        return true;
    }

    private static bool TryRead(WireOperation given, int index, out Operation operation, [NotNullWhen(false)] out Problem? problem)
    {
        operation = default;
        if (given.Op == Words.PutNote)
        {
            problem = At(ProblemKind.InvalidRequest, index, $"{given.Op} needs a value, the body, and takes no delta.");
            return false;
        }

        if (!Words.TryOperation(given.Op, out OperationKind kind))
        {
            string detail = $"{ByteText.Show(given.Op)} is not an operation; the operations are {Words.OperationList}.";
            problem = At(ProblemKind.OperationRefused, index, detail) with { Outcome = ProblemOf.WordOf(Outcome.UnknownOperation) };
            return false;
        }

        bool takesValue = kind is OperationKind.Insert or OperationKind.Update or OperationKind.InsertOrUpdate;
        bool takesDelta = kind == OperationKind.UpdateLongBy;
        problem = takesValue != given.Value.HasValue ? At(ProblemKind.InvalidRequest, index, Needs(given.Op, "a value", takesValue))
            : takesDelta != given.Delta.HasValue ? At(ProblemKind.InvalidRequest, index, Needs(given.Op, "a delta", takesDelta))
            : null;
        operation = new Operation(kind, given.Id.Memory, given.Value?.Memory ?? default, given.Delta ?? 0);
        return problem is null;
    }

    private static string Needs(string word, string what, bool needed) => $"{word} {(needed ? "needs" : "does not take")} {what}.";

    private static Problem At(ProblemKind kind, int index, string detail) =>
        new(kind, string.Create(CultureInfo.InvariantCulture, $"Operation {index}: {detail}")) { Operation = index };
}
