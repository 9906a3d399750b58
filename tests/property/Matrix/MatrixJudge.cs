using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>What a store may say and do when it meets damage.</summary>
internal static class MatrixJudge
{
    /// <summary>A refusal is one sentence with file and offset, and leaves every file as it was, but for what was being erased.</summary>
    internal static void CheckRefusal(
        MatrixCell cell, StoreException refusal, Dictionary<string, byte[]> before, Dictionary<string, byte[]> after,
        (IReadOnlyDictionary<string, byte[]> Before, IReadOnlyDictionary<string, byte[]> After) usual)
    {
        CheckSentence(cell, refusal);
        foreach ((string name, byte[] bytes) in before)
        {
            bool isThere = after.TryGetValue(name, out byte[]? left) || name == FileNames.Erasing;
            byte[] due = ChangedAsDue(bytes, left ?? [], name, usual);
            if (!isThere || !due.AsSpan().SequenceEqual(left))
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
    /// nothing that the opening of the sound store does not do.
    /// </summary>
    internal static void CheckChanges(
        Dictionary<string, byte[]> before, Dictionary<string, byte[]> after,
        (IReadOnlyDictionary<string, byte[]> Before, IReadOnlyDictionary<string, byte[]> After) usual, bool isReported,
        bool mayErase)
    {
        string[] kept = [.. after.Keys.Except(before.Keys, StringComparer.Ordinal).Where(MatrixKinds.IsBad)];
        foreach ((string name, byte[] bytes) in before)
        {
            byte[] left = after.GetValueOrDefault(name, []);
            byte[] due = ChangedAsDue(bytes, left, name, usual);
            if (MatrixKinds.Of(name).IsEvidence && !mayErase && !IsKept(due, left, kept.Select(bad => after[bad])))
                throw new CrashViolationException($"the opening took bytes out of {name} and kept them nowhere");
        }

        if (isReported || mayErase) return;
        foreach (string name in before.Keys.Union(after.Keys, StringComparer.Ordinal))
        {
            // Locks, temporaries and old seals are overwritten in the ordinary course, and evidence is as damaged as its file was.
            if (IsEvidenceOf(name, before, after)) continue;
            byte[] old = ChangedAsDue(before.GetValueOrDefault(name, []), after.GetValueOrDefault(name, []), name, usual);
            bool[] changes = Changes(old, after.GetValueOrDefault(name, []));
            bool[] allowed = Changes(usual.Before.GetValueOrDefault(name, []), usual.After.GetValueOrDefault(name, []));
            if (MatrixKinds.Of(name).IsEvidence && !IsWithin(changes, allowed))
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

    // What is being erased is overwritten, whatever stands there, and then nothing says so any more.
    private static byte[] ChangedAsDue(
        byte[] bytes, byte[] left, string name,
        (IReadOnlyDictionary<string, byte[]> Before, IReadOnlyDictionary<string, byte[]> After) usual)
    {
        if (!usual.Before.TryGetValue(FileNames.Erasing, out byte[]? erasing)) return bytes;
        if (name == FileNames.Erasing) return left.Length == 0 ? left : bytes;
        IEnumerable<ErasingPatch> patches = ErasingFile.Parse(erasing, MatrixSeeds.StoreId) ?? []; // the sound one can be read
        byte[] due = [.. bytes];
        foreach (ErasingPatch patch in patches.Where(patch => patch.Name == name || OtherName(patch.Name) == name))
        {
            if (patch.Offset + patch.Bytes.Length + patch.Zeros > Math.Min(left.Length, due.Length)) continue;
            Range place = (int)patch.Offset..(int)(patch.Offset + patch.Bytes.Length + patch.Zeros);
            byte[] written = [.. patch.Bytes, .. new byte[patch.Zeros]];
            if (left.AsSpan(place).SequenceEqual(written)) written.CopyTo(due.AsSpan(place));
        }

        return due;
    }

    private static bool IsKept(byte[] bytes, byte[] left, IEnumerable<byte[]> kept)
    {
        if (left.AsSpan().StartsWith(bytes)) return true;
        int same = bytes.AsSpan().CommonPrefixLength(left);
        return kept.Any(bad => bad.Length <= bytes.Length && bytes.Length - bad.Length <= same && bytes.AsSpan().EndsWith(bad));
    }

    // Which bytes of a file an opening has changed, those that came or went included.
    private static bool[] Changes(byte[] old, byte[] now)
    {
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
