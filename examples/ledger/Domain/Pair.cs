namespace BasisTrees.Examples.Ledger;

/// <summary>A debtor and a creditor. What one owes the other, and the other way round, are two pairs.</summary>
/// <param name="Issuer">The party that owes.</param>
/// <param name="Holder">The party that is owed to.</param>
internal readonly record struct Pair(Label Issuer, Label Holder)
{
    /// <summary>The length of its form in bytes.</summary>
    internal const int Length = 2 * Label.Length;

    /// <summary>Writes both parties.</summary>
    internal void Write(Span<byte> destination)
    {
        Issuer.CopyTo(destination);
        Holder.CopyTo(destination[Label.Length..]);
    }

    /// <summary>Reads both parties.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out Pair pair)
    {
        pair = default;
        if (bytes.Length != Length) return false;
        pair = new Pair(new Label(bytes[..Label.Length]), new Label(bytes[Label.Length..]));
        return true;
    }
}
