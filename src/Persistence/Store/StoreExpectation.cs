using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace BasisTrees.Persistence;

/// <summary>
/// What somebody remembers of a store: a revision that was acknowledged, and its digest. A store that is opened with it and does not
/// reach it was rolled back or replaced.
/// </summary>
/// <param name="Revision">The revision, 0 or more.</param>
/// <param name="Digest">Its digest.</param>
public sealed record StoreExpectation(long Revision, Digest Digest)
{
    /// <summary>Reads the form <c>REVISION:DIGEST</c>, a decimal number and 66 hexadecimal digits.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="expectation">What it says.</param>
    /// <returns>Whether it has this form.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out StoreExpectation? expectation)
    {
        expectation = null;
        int colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (text is null || colon < 0) return false;
        if (!long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out long revision)) return false;
        if (!Digest.TryParse(text[(colon + 1)..], out Digest digest)) return false;
        expectation = new StoreExpectation(revision, digest);
        return true;
    }

    /// <summary>The form <c>REVISION:DIGEST</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Revision}:{Digest}");

    /// <summary>Compares it with a store whose log has been read.</summary>
    /// <param name="head">The end of the log.</param>
    /// <param name="empty">The digest of the empty tree.</param>
    /// <param name="revisions">Finds older revisions.</param>
    /// <param name="location">The store's directory, for messages.</param>
    /// <exception cref="StoreRolledBackException">The store does not reach the expectation, or nothing in it can tell.</exception>
    /// <exception cref="StoreException">The log cannot be read.</exception>
    internal void Check(in ChainPoint head, Digest empty, RevisionIndex revisions, string location)
    {
        if (head.Revision < Revision) throw StoreRolledBackException.Before(this, head.Revision, location);
        Digest found = head.Digest;
        if (Revision == 0)
        {
            found = empty;
        }
        else if (Revision < head.Revision)
        {
            if (!revisions.TryFind(Revision, out RevisionPlace place)) throw StoreRolledBackException.Untold(this, location);
            found = place.Digest;
        }

        if (found != Digest) throw StoreRolledBackException.Other(this, found, location);
    }
}
