using System.Text.Json;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The ledger example, told as a story of three parties and by its own commands.</summary>
public sealed class LedgerStoryTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly LedgerProgram _ledger;

    public LedgerStoryTests() => _ledger = new LedgerProgram(_scratch.Root);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Notes_are_issued_handed_on_and_redeemed_and_a_counterparty_checks_one_alone()
    {
        foreach (string name in new[] { "alice", "bob", "carol" }) _ledger.Run("party", "new", name).Done();
        _ledger.Run("issue", "alice", "bob", "100").Done();
        string transfer = _ledger.Run("transfer", "alice", "bob", "carol", "40").Done();
        _ledger.Run("redeem", "alice", "bob", "10").Done();
        Assert.Equal("alice\tbob\t50\t100\t0\t40\t10\t3\nalice\tcarol\t40\t0\t40\t0\t0\t1", _ledger.Run("balances").Done());
        using (JsonDocument statement = JsonDocument.Parse(_ledger.Run("statement", "alice:bob", "--json").Done()))
        {
            Assert.Equal(
                ["redeemed", "handed to carol", "issued"],
                statement.RootElement.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("what").GetString()));
            Assert.Equal(50, statement.RootElement.GetProperty("balances")[0].GetProperty("owed").GetInt64());
        }

        string published = _ledger.Run("digest").Done();
        _ledger.Run("prove", transfer, "--out", "proof.json").Done();
        _ledger.Run("issue", "carol", "alice", "7").Done(); // the ledger goes on; what was published stands

        // The counterparty has the file and the published line, and nothing else.
        var counterparty = new LedgerProgram(Directory.CreateDirectory(_scratch["counterparty"]).FullName);
        File.Copy(_scratch["proof.json"], _scratch["counterparty/proof.json"]);
        string words = counterparty.Run("check", "proof.json", "--trust", published).Done();
        Assert.Contains("bob has handed carol 40 of what alice owed it", words, StringComparison.Ordinal);
        Assert.Contains("At this digest alice owes carol 40.", words, StringComparison.Ordinal);
        Assert.Contains("Not proven: ", words, StringComparison.Ordinal);
        string later = _ledger.Run("digest").Done();
        Assert.StartsWith("NOT PROVEN. ", counterparty.Refused(1, "check", "proof.json", "--trust", later), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_scratch["counterparty"]));
        Assert.Equal("3 parties, 3 pairs, 4 notes, 4 signatures verified", _ledger.Run("audit").Done());
    }

    [Fact]
    public void What_the_rules_forbid_is_refused_with_one_sentence()
    {
        Assert.Contains("does not exist", _ledger.Refused(3, "balances"), StringComparison.Ordinal);
        foreach (string name in new[] { "alice", "bob" }) _ledger.Run("party", "new", name).Done();
        _ledger.Run("issue", "alice", "bob", "5").Done();
        string before = _ledger.Run("digest").Done();
        Assert.Equal("Only 5 are owed, so 6 cannot be redeemed.", _ledger.Refused(2, "redeem", "alice", "bob", "6"));
        Assert.Equal("Only 0 are owed, so 1 cannot be redeemed.", _ledger.Refused(2, "redeem", "bob", "alice", "1"));
        Assert.Contains("that is a redemption", _ledger.Refused(2, "transfer", "alice", "bob", "alice", "1"), StringComparison.Ordinal);
        Assert.Contains("whoever has it already", _ledger.Refused(2, "transfer", "alice", "bob", "bob", "1"), StringComparison.Ordinal);
        Assert.Contains("to themselves", _ledger.Refused(2, "issue", "alice", "alice", "1"), StringComparison.Ordinal);
        Assert.Contains("1 unit or more", _ledger.Refused(2, "issue", "alice", "bob", "0"), StringComparison.Ordinal);
        string tooMuch = _ledger.Refused(2, "issue", "alice", "bob", $"{long.MaxValue}");
        Assert.Contains("more would have been promised", tooMuch, StringComparison.Ordinal);
        Assert.Equal("There is no party of the name \"dave\".", _ledger.Refused(3, "issue", "alice", "dave", "1"));
        Assert.Equal("There is no party of the name \"../alice\".", _ledger.Refused(3, "issue", "../alice", "bob", "1"));
        Assert.Equal("There is a party alice already.", _ledger.Refused(2, "party", "new", "alice"));
        Assert.Contains("is no name", _ledger.Refused(2, "party", "new", "../alice"), StringComparison.Ordinal);
        Assert.Equal("There is no note " + new string('0', 64) + ".", _ledger.Refused(3, "prove", new string('0', 64)));
        Assert.Contains("is not a trust string", _ledger.Refused(2, "check", "none.json", "--trust", "basis1"), StringComparison.Ordinal);
        Assert.Contains("Could not find file", _ledger.Refused(6, "check", "none.json", "--trust", before), StringComparison.Ordinal);
        Assert.Equal(before, _ledger.Run("digest").Done());
    }

    [Fact]
    public void Only_the_owner_of_a_key_signs()
    {
        foreach (string name in new[] { "alice", "bob" }) _ledger.Run("party", "new", name).Done();
        string key = _scratch["ledger-data/keys/alice.key"];
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no modes here.");
        if (OperatingSystem.IsWindows()) return; // for the analyzer, which does not know the line above
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("is open to others than its owner", _ledger.Refused(6, "issue", "alice", "bob", "1"), StringComparison.Ordinal);
        File.Copy(_scratch["ledger-data/keys/bob.key"], key, overwrite: true);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains("The signature is not by alice", _ledger.Refused(2, "issue", "alice", "bob", "1"), StringComparison.Ordinal);
        File.WriteAllText(key, "no key");
        Assert.Contains("holds no private key", _ledger.Refused(5, "issue", "alice", "bob", "1"), StringComparison.Ordinal);
        File.Delete(key);
        Assert.Contains("only its owner can sign", _ledger.Refused(3, "issue", "alice", "bob", "1"), StringComparison.Ordinal);
        Assert.Equal("2 parties, 0 pairs, 0 notes, 0 signatures verified", _ledger.Run("audit").Done());
    }

    [Fact]
    public void A_generated_ledger_is_sound_and_the_same_for_the_same_seed()
    {
        string[] balances = new string[2];
        for (int i = 0; i < balances.Length; i++)
        {
            string home = $"generated-{i}";
            string[] plan = ["--notes", "3000", "--parties", "40", "--batch", "250", "--seed", "7", "--data", home];
            string figures = _ledger.Run(["generate", .. plan]).Done();
            foreach (string name in new[] { "import", "disk", "memory", "statement", "proof", "check of a proof" })
                Assert.Contains($"\n{name,-17} ", "\n" + figures, StringComparison.Ordinal);
            balances[i] = _ledger.Run("balances", "--data", home).Done();
            Assert.StartsWith("40 parties, ", _ledger.Run("audit", "--data", home).Done(), StringComparison.Ordinal);
        }

        Assert.Equal(balances[0], balances[1]);
        Assert.Contains("There is a party g7-00000 already.",
            _ledger.Refused(2, "generate", "--notes", "10", "--seed", "7", "--data", "generated-0"), StringComparison.Ordinal);
    }
}
