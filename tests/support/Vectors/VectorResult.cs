using System.Text.Json;

namespace BasisTrees.Tests.Support;

/// <summary>What a vector says that an operation answered: a refusal of any kind, no old value (null), or an old value.</summary>
internal readonly record struct VectorResult(bool Refused, byte[]? Old)
{
    public static VectorResult Read(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Null) return new VectorResult(false, null);
        string text = element.GetString()!;
        return text == "fail" ? new VectorResult(true, null) : new VectorResult(false, Convert.FromHexString(text));
    }

    /// <summary>Whether an answer is the one that the vector gives.</summary>
    public bool Agrees(Outcome outcome, ReadOnlySpan<byte> old)
    {
        if (Refused) return !outcome.IsDone();
        return Old is null ? outcome == Outcome.Absent : outcome == Outcome.Present && old.SequenceEqual(Old);
    }

    public override string ToString() => Refused ? "refused" : Old is null ? "none" : Convert.ToHexStringLower(Old);
}
