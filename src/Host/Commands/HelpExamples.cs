namespace BasisTrees.Host.Commands;

/// <summary>What to type: examples for each command, as its help shows them. A test parses every one of them.</summary>
internal static class HelpExamples
{
    // Of commands that make, read and prove.
    private static readonly Dictionary<string, string[]> Entries = new(StringComparer.Ordinal)
    {
        [""] =
        [
            "basis init --data mine",
            "basis put --data mine alice 100",
            "basis prove --data mine alice > proof.json",
            "basis verify proof.json --trust \"$(basis trust --data mine)\"",
            "basis serve --config config/basis.toml",
        ],
        ["init"] =
        [
            "basis init --data mine --keys hashed",
            "basis init --data mine --keys padded --key-length 33 --value-length-max 1024",
        ],
        ["serve"] = ["basis serve --config config/basis.toml", "basis serve --listen 127.0.0.1:9000 --data mine"],
        ["import"] =
        [
            "basis import --data mine --format lines files.tsv",
            "zcat dump.jsonl.gz | basis import --data mine --format jsonl -",
        ],
        ["export"] = ["basis export --data mine --format scrypto exported"],
        ["put"] = ["basis put --data mine alice 100", "basis put --url http://127.0.0.1:7425 --if-match DIGEST alice 100"],
        ["get"] = ["basis get --data mine alice", "basis get --data mine --hex 00ff --json"],
        ["del"] = ["basis del --data mine alice bob"],
        ["scan"] = ["basis scan --data mine --prefix a --limit 20", "basis scan --data mine --from a --to b --count-only"],
        ["note put"] = ["basis note put letter-7 letter.txt --data mine"],
        ["note get"] = [
            "basis note get letter-7 --data mine > letter.txt", "basis note get letter-7 --url http://127.0.0.1:7425 --json --proof",
        ],
        ["note erase"] = ["basis note erase letter-7 --data mine"],
        ["prove"] = ["basis prove --data mine alice nobody > proof.json"],
        ["verify"] = ["basis verify proof.json --trust \"$(cat trust.txt)\""],
        ["trust"] = ["basis trust --data mine > trust.txt"],
        ["log"] = ["basis log --data mine --from 10 --limit 5", "basis log --data mine --json"],
        ["revisions"] = ["basis revisions --data mine --limit 5"],
        ["diff"] = ["basis diff 100 200 --data mine", "basis diff 100 --data mine --json"],
        ["checkpoint"] = ["basis checkpoint --data mine --name before-the-change"],
        ["checkpoint list"] = ["basis checkpoint list --data mine"],
        ["checkpoint drop"] = ["basis checkpoint drop before-the-change --data mine"],
    };

    // Of commands that keep stores, their copies and the service.
    private static readonly Dictionary<string, string[]> Upkeep = new(StringComparer.Ordinal)
    {
        ["compact"] = ["basis compact --data mine"],
        ["recover"] = ["basis recover --data mine --dry-run", "basis recover --data mine --tier 3"],
        ["backup create"] = ["basis backup create backups --data mine", "basis backup create backups --data mine --key backup.key"],
        ["backup incremental"] = ["basis backup incremental backups --data mine"],
        ["backup list"] = ["basis backup list backups"],
        ["backup verify"] = ["basis backup verify backups"],
        ["backup restore"] =
        [
            "basis backup restore backups --data restored",
            "basis backup restore backups --data restored --revision 100",
        ],
        ["jobs"] = ["basis jobs --url http://127.0.0.1:7425"],
        ["jobs run"] = ["basis jobs run scrub --url http://127.0.0.1:7425"],
        ["fsck"] = ["basis fsck --data mine", "basis fsck --data mine --deep --repair --from copy"],
        ["crosscheck"] = ["basis crosscheck --url http://127.0.0.1:7425", "basis crosscheck --data mine --from entries.jsonl"],
        ["drill run"] = ["basis drill run --data mine"],
        ["stats"] = ["basis stats --data mine", "basis stats --url http://127.0.0.1:7425 --json"],
        ["doctor"] = ["basis doctor --config config/basis.toml"],
        ["completion"] = ["basis completion bash > ~/.local/share/bash-completion/completions/basis"],
        ["token new"] = ["basis token new --name alice --role write --file tokens"],
        ["token list"] = ["basis token list --file tokens"],
        ["token revoke"] = ["basis token revoke alice --file tokens"],
        ["config check"] = ["basis config check --config config/basis.toml"],
        ["config init"] = ["basis config init basis.toml"],
    };

    /// <summary>All examples.</summary>
    internal static IEnumerable<string> All => Entries.Values.Concat(Upkeep.Values).SelectMany(examples => examples);

    /// <summary>The examples of a command.</summary>
    /// <param name="path">Its names from the one behind <c>basis</c> on, with spaces; empty for <c>basis</c> itself.</param>
    /// <returns>None for a command that only groups others.</returns>
    internal static IReadOnlyList<string> Of(string path) => Entries.GetValueOrDefault(path) ?? Upkeep.GetValueOrDefault(path) ?? [];
}
