using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>What a store may say and do when it meets damage.</summary>
internal static class MatrixJudge
{
    /// <summary>A refusal is one sentence with file and offset, and leaves every file as it was.</summary>
    internal static void CheckRefusal(
        MatrixCell cell, StoreException refusal, Dictionary<string, byte[]> before, Dictionary<string, byte[]> after)
    {
        CheckSentence(cell, refusal);
        foreach ((string name, byte[] bytes) in before)
        {
            if (!after.TryGetValue(name, out byte[]? left) || !left.AsSpan().SequenceEqual(bytes))
                throw new CrashViolationException($"the refused opening changed {name}: {refusal.Message}");
        }

        foreach (string name in after.Keys.Except(before.Keys, StringComparer.Ordinal))
        {
            if (name != FileNames.Lock && !MatrixKinds.IsBad(name))
                throw new CrashViolationException($"the refused opening made {name}: {refusal.Message}");
        }
    }

    /// <summary>A refusal names a file and an offset in it, and is one sentence for a person.</summary>
    internal static void CheckSentence(MatrixCell cell, StoreException refusal)
    {
        if (refusal is StoreStoppedException or { File: null } or { Offset: null })
            throw new CrashViolationException($"the refusal has no file or no offset: {refusal}");
        string name = refusal.File[(refusal.File.LastIndexOf('/') + 1)..];
        string text = refusal.Message;
        bool isSentence = text.EndsWith('.') && !text.Contains(". ", StringComparison.Ordinal) && !text.Any(char.IsControl)
            && char.IsUpper(text[0]) | text[0] == '/' && text.Contains(refusal.File, StringComparison.Ordinal)
            && !text.Contains("Exception", StringComparison.Ordinal);
        if (!isSentence) throw new CrashViolationException($"the refusal is not one sentence that names the file: {text}");
        bool isNamed = cell.Files.ContainsKey(name)
            || (cell.Damage == MatrixDamage.Missing && cell.Files.ContainsKey(OtherName(name))); // which one it had, nothing can tell
        if (cell.IsInTheBytes && !isNamed)
            throw new CrashViolationException($"the refusal names the wrong file: {text}");
        long longest = cell.Files.TryGetValue(name, out byte[]? bytes) ? bytes?.Length ?? 0 : long.MaxValue;
        if (refusal.Offset < 0 || refusal.Offset > longest)
            throw new CrashViolationException($"the refusal names a place that is not in the file: {text}");
    }

    /// <summary>
    /// What an opening takes out of a file that is evidence stands in a file of its own, and an opening that reports nothing does
    /// nothing that the opening of a sound store would not do.
    /// </summary>
    internal static void CheckChanges(
        Dictionary<string, byte[]> before, Dictionary<string, byte[]> after,
        (IReadOnlyDictionary<string, byte[]> Before, IReadOnlyDictionary<string, byte[]> After)? sound)
    {
        string[] kept = [.. after.Keys.Except(before.Keys, StringComparer.Ordinal).Where(MatrixKinds.IsBad)];
        foreach ((string name, byte[] bytes) in before)
        {
            byte[] left = after.GetValueOrDefault(name, []);
            if (MatrixKinds.Of(name).IsEvidence && !IsKept(bytes, left, kept.Select(bad => after[bad])))
                throw new CrashViolationException($"the opening took bytes out of {name} and kept them nowhere");
        }

        if (sound is not { } expected) return;
        foreach (string name in before.Keys.Union(after.Keys, StringComparer.Ordinal))
        {
            // Locks, temporaries and old seals are overwritten in the ordinary course, and evidence is as damaged as its file was.
            if (IsEvidenceOf(name, before, after)) continue;
            if (MatrixKinds.Of(name).IsEvidence && !IsWithin(Changes(before, after, name), Changes(expected.Before, expected.After, name)))
                throw new CrashViolationException($"the opening changed {name} and reported nothing");
        }
    }

    // A segment of the log has one of two names.
    private static string OtherName(string name) => FileNames.TryParseSegment(name, out ulong number) ? FileNames.Archive(number)
        : FileNames.Archives([name]) is [var archived] ? FileNames.Segment(archived)
        : name;

    private static bool IsEvidenceOf(string name, Dictionary<string, byte[]> before, Dictionary<string, byte[]> after)
    {
        if (before.ContainsKey(name) || !MatrixKinds.IsBad(name)) return false;
        string stem = name[..name.LastIndexOf(".bad-", StringComparison.Ordinal)];
        return before.TryGetValue(stem, out byte[]? bytes) && bytes.AsSpan().EndsWith(after[name]);
    }

    private static bool IsKept(byte[] bytes, byte[] left, IEnumerable<byte[]> kept)
    {
        if (left.AsSpan().StartsWith(bytes)) return true;
        int same = bytes.AsSpan().CommonPrefixLength(left);
        return kept.Any(bad => bad.Length <= bytes.Length && bytes.Length - bad.Length <= same && bytes.AsSpan().EndsWith(bad));
    }

    // Which bytes of a file an opening has changed, those that came or went included.
    private static bool[] Changes(IReadOnlyDictionary<string, byte[]> before, IReadOnlyDictionary<string, byte[]> after, string name)
    {
        byte[] old = before.GetValueOrDefault(name, []);
        byte[] now = after.GetValueOrDefault(name, []);
        bool[] changed = new bool[Math.Max(old.Length, now.Length)];
        for (int at = 0; at < changed.Length; at++) changed[at] = at >= old.Length || at >= now.Length || old[at] != now[at];
        return changed;
    }

    private static bool IsWithin(bool[] changes, bool[] allowed)
    {
        for (int at = 0; at < changes.Length; at++)
        {
            if (changes[at] && !(at < allowed.Length && allowed[at])) return false;
        }

        return true;
    }
}
