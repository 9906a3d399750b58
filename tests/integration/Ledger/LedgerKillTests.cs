using System.Diagnostics;
using System.Globalization;
using BasisTrees.Examples.Ledger;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>
/// A ledger whose program is killed with SIGKILL while it writes as fast as it can: whatever was acknowledged is there, and every balance
/// follows from the notes.
/// </summary>
public sealed class LedgerKillTests(ITestOutputHelper output)
{
    private const int Kills = 6;

    [Fact]
    public void Kills_leave_every_balance_true()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var dice = new Random(seed);
        using var scratch = new ScratchDirectory();
        var program = new LedgerProgram(scratch.Root);
        var acknowledged = new List<(long Revision, string Digest)>();
        for (int kill = 0; kill < Kills; kill++)
        {
            int wanted = dice.Next(1, 120);
            using (Process process = program.Start(
                "generate", "--notes", "1000000", "--parties", "30", "--batch", $"{dice.Next(1, 40)}", "--seed", $"{kill}", "--trace"))
            {
                string? line = null;
                for (int i = 0; i < wanted && (line = process.StandardError.ReadLine()) is not null; i++) acknowledged.Add(Read(line));
                Assert.True(line is not null, "The program ended by itself.");
                process.Kill();
                foreach (string rest in process.StandardError.ReadToEnd().Split('\n')[..^1]) acknowledged.Add(Read(rest));
                process.WaitForExit();
            }

            using var store = TreeStore.Open(DirectoryDisk.Open(scratch["ledger-data/store"]));
            Assert.InRange(store.Recovery.Tier, 0, 1); // a kill damages nothing
            foreach ((long revision, string digest) in acknowledged)
            {
                Assert.True(store.TryGetDigest(revision, out Digest found), $"The acknowledged revision {revision} is gone.");
                Assert.Equal(digest, found.ToString());
            }

            using BookView view = new Book(store, TimeProvider.System).View();
            AuditReport report = Audit.Run(view, checksSignatures: kill == Kills - 1);
            Assert.Empty(report.Findings);
            output.WriteLine($"{report.Notes} notes, {report.Pairs} pairs, {acknowledged.Count} acknowledged, tier {store.Recovery.Tier}");
        }
    }

    // "ledger: N notes acknowledged, revision R, digest D"
    private static (long Revision, string Digest) Read(string line)
    {
        string[] parts = line.Split(", ");
        Assert.True(parts.Length == 3, line);
        return (long.Parse(parts[1]["revision ".Length..], CultureInfo.InvariantCulture), parts[2]["digest ".Length..]);
    }
}
