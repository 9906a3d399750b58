using System.Globalization;
using BasisTrees.Host.Answers;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The kinds of problems are told apart on the wire, and the document says what the code does.</summary>
public sealed class ProblemTableTests
{
    [Fact]
    public void Every_kind_has_a_type_of_its_own()
    {
        ProblemTraits[] all = [.. Enum.GetValues<ProblemKind>().Select(ProblemTraits.Of)];
        foreach ((ProblemKind kind, ProblemTraits traits) in Enum.GetValues<ProblemKind>().Zip(all))
        {
            Assert.Equal(kind, traits.Kind);
            Assert.Equal(traits, ProblemTraits.Find(traits.Type));
            Assert.InRange(traits.Status, 400, 599);
            Assert.InRange(traits.Exit, 2, 6);
        }

        Assert.Equal(all.Length, all.Select(traits => traits.Type).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_document_has_the_numbers_of_the_code()
    {
        int found = 0;
        foreach (string line in File.ReadLines(FirstStepsTests.RepositoryFile("docs/HTTP.md")))
        {
            string[] cells = [.. line.Split('|').Select(cell => cell.Trim())];
            if (cells.Length != 5 || !cells[1].StartsWith('`') || !int.TryParse(cells[2], out int status)) continue;
            string slug = cells[1].Split('`')[1];
            ProblemTraits? traits = ProblemTraits.Find("urn:basis-trees:problem:" + slug);
            Assert.NotNull(traits);
            Assert.Equal(traits.Status, status);
            Assert.Equal(traits.Exit, int.Parse(cells[3], CultureInfo.InvariantCulture));
            found++;
        }

        Assert.True(found >= 20, $"docs/HTTP.md names {found} kinds of problems.");
    }
}
