using BasisTrees.Persistence;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Comparing a tree with another store names every key in which they differ, and reads little where they agree.</summary>
public sealed class NotesCrosscheckTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(3000)]
    public void Differences_are_found_and_named(int count)
    {
        using TreeStore store = Manual(NewDisk(Hashed));
        var database = new NotesDatabase(Hashed.Keys);
        var random = new Random(count);
        var expected = new List<string>();
        if (count > 0) NotesBench.Commit(store, new Batch([.. Enumerable.Range(0, count).Select(i => Put($"n{i}", $"{i}"))]));
        for (int i = 0; i < count; i++) database.Set($"n{i}", Bytes($"{i}"));
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.True(Crosscheck.Run(snapshot, database).IsEqual);
        for (int i = 0; i < 5; i++)
        {
            string other = $"n{(count == 0 ? 0 : random.Next(count))}";
            bool isThere = count > 0 && !expected.Exists(one => one.EndsWith($" {other}", StringComparison.Ordinal));
            if (isThere)
            {
                bool isMissing = random.Next(2) == 0;
                database.Set(other, isMissing ? null : Bytes("other"));
                expected.Add($"{(isMissing ? DisagreementKind.MissingThere : DisagreementKind.OtherValue)} {other}");
            }

            database.Set($"more{i}", Bytes("1"));
            expected.Add($"{DisagreementKind.MissingInTree} more{i}");
        }

        CrosscheckReport report = Crosscheck.Run(snapshot, database);
        Assert.Equal(expected.Order(StringComparer.Ordinal), report.Differences.Select(Name).Order(StringComparer.Ordinal));
        Assert.True(report.IsComplete && !report.IsEqual);
        if (count == 3000) Assert.True(report.EntriesRead < 1000, $"{report.EntriesRead} entries were compared one by one");
        Assert.Equal(report.Differences.Select(one => Convert.ToHexString(one.Key.Span)).Order(StringComparer.Ordinal),
            report.Differences.Select(one => Convert.ToHexString(one.Key.Span)));
        CrosscheckReport few = Crosscheck.Run(snapshot, database, 3);
        Assert.Equal((3, false), (few.Differences.Count, few.IsComplete));

        string Name(Difference one) => one.Id is { } id
            ? $"{one.Kind} {System.Text.Encoding.UTF8.GetString(id.Span)}"
            : $"{one.Kind} more{Enumerable.Range(0, 5).Single(i => KeyOf($"more{i}").AsSpan().SequenceEqual(one.Key.Span))}";
    }

    private static byte[] KeyOf(string id)
    {
        byte[] key = new byte[Hashed.Keys.KeyLength];
        Hashed.Keys.TryMap(Bytes(id), key);
        return key;
    }
}
