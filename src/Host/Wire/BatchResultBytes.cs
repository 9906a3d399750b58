using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>The binary form of the answer to a batch (docs/HTTP.md, "Batches in binary").</summary>
internal static class BatchResultBytes
{
    private const byte BeforeFlag = 1;
    private const byte SequenceFlag = 2;
    private const byte AnswersFlag = 4;
    private const byte ProofFlag = 8;
    private const string Absent = "absent";
    private const string Present = "present";

    private static readonly string[] s_outcomes = ["", "committed", "answered", "repeated", "preview"];

    private static ReadOnlySpan<byte> Magic => "BTR1"u8;

    /// <summary>Writes an answer.</summary>
    internal static byte[] Write(BatchResult result)
    {
        var writer = new WireWriter();
        writer.Bytes(Magic);
        int outcome = Array.IndexOf(s_outcomes, result.Outcome, 1);
        if (outcome < 0) throw new InvalidOperationException($"A batch does not end with {result.Outcome}.");
        writer.Byte((byte)outcome);
        int flags = (result.DigestBefore is null ? 0 : BeforeFlag) | (result.FirstSequence is null ? 0 : SequenceFlag)
            | (result.Answers is null ? 0 : AnswersFlag) | (result.Proof is null ? 0 : ProofFlag);
        writer.Byte((byte)flags);
        writer.Int64(result.Revision);
        writer.Digest(Parse(result.DigestAfter));
        if (result.DigestBefore is { } before) writer.Digest(Parse(before));
        if (result.FirstSequence is { } sequence)
            writer.Int64((long)ulong.Parse(sequence, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        if (result.Answers is { } answers) Write(writer, answers);
        if (result.Proof is { } proof) writer.Sized(proof);
        return writer.ToArray();
    }

    /// <summary>Reads an answer; hostile bytes are an answer, too.</summary>
    internal static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out BatchResult? result)
    {
        result = null;
        var reader = new WireReader(bytes);
        if (!reader.Take(Magic.Length).Span.SequenceEqual(Magic)) return false;
        int outcome = reader.Byte();
        int flags = reader.Byte();
        if (outcome is < 1 || outcome >= s_outcomes.Length || flags > (BeforeFlag | SequenceFlag | AnswersFlag | ProofFlag)) return false;
        long revision = reader.Int64();
        if (revision < 0) return false;
        string after = ReadDigest(ref reader);
        string? before = (flags & BeforeFlag) == 0 ? null : ReadDigest(ref reader);
        string? sequence = (flags & SequenceFlag) == 0 ? null : LogRecord.FormatSequence((ulong)reader.Int64());
        IReadOnlyList<OperationResult>? answers = (flags & AnswersFlag) == 0 ? null : ReadAnswers(ref reader);
        byte[]? proof = (flags & ProofFlag) == 0 ? null : reader.Sized().ToArray();
        if (!reader.IsComplete) return false;
        result = new BatchResult(s_outcomes[outcome], revision, before, after, sequence, answers, proof);
        return true;
    }

    private static void Write(WireWriter writer, IReadOnlyList<OperationResult> answers)
    {
        writer.Length(answers.Count);
        foreach (OperationResult answer in answers)
        {
            if (answer is { Outcome: Present, OldValue: { } old })
            {
                writer.Byte(1);
                writer.Sized(old.Span);
            }
            else if (answer is { Outcome: Absent, OldValue: null }) writer.Byte(0);
            else throw new InvalidOperationException($"An operation that was carried out does not answer {answer}.");
        }
    }

    private static List<OperationResult> ReadAnswers(ref WireReader reader)
    {
        int count = reader.Length();
        if (count > reader.Left) reader.Fail(); // each has a byte at least
        var answers = new List<OperationResult>(reader.Failed ? 0 : count);
        while (!reader.Failed && answers.Count < count)
        {
            byte isPresent = reader.Byte();
            if (isPresent > 1) reader.Fail();
            answers.Add(isPresent == 0 ? new OperationResult(Absent) : new OperationResult(Present, new Bytes(reader.Sized())));
        }

        return answers;
    }

    private static string ReadDigest(ref WireReader reader)
    {
        ReadOnlyMemory<byte> bytes = reader.Take(Digest.Length);
        return reader.Failed ? string.Empty : Digest.Read(bytes.Span).ToString();
    }

    private static Digest Parse(string hex) =>
        Digest.TryParse(hex, out Digest digest) ? digest : throw new InvalidOperationException($"{hex} is not a digest.");
}
