using System.Diagnostics;
using System.Globalization;

namespace BasisTrees.Examples.Ledger;

/// <summary>How long single questions to a ledger take.</summary>
/// <param name="Statement">The whole history of a pair, each note compared with its hash; microseconds.</param>
/// <param name="Proof">Making the proof of a note; microseconds.</param>
/// <param name="Check">Checking it; microseconds.</param>
/// <param name="ProofBytes">The length of the proofs.</param>
/// <param name="StatementNotes">The notes of the statements.</param>
internal sealed record Latencies(long[] Statement, long[] Proof, long[] Check, long[] ProofBytes, long[] StatementNotes)
{
    private const int Warm = 50;

    /// <summary>Asks about pairs and notes that are drawn.</summary>
    /// <param name="book">The ledger; it has pairs.</param>
    /// <param name="questions">How many of each.</param>
    /// <param name="seed">The same seed asks the same.</param>
    internal static Latencies Measure(Book book, int questions, long seed)
    {
        using BookView view = book.View();
        TrustString trust = view.Trust;
        Party[] parties = [.. view.Parties().Where(party => party.Pairs > 0)];
        var dice = new Dice(seed);
        var found = new Latencies(new long[questions], new long[questions], new long[questions], new long[questions], new long[questions]);
        for (int i = -Warm; i < questions; i++)
        {
            Party party = parties[dice.Next(parties.Length)];
            Pair pair = view.PairsOf(party).ElementAt(dice.Next((int)party.Pairs));
            long began = Stopwatch.GetTimestamp();
            KeyValuePair<Label, SignedNote>[] history = [.. view.History(pair)];
            long stated = Stopwatch.GetTimestamp();
            Label note = history[dice.Next(history.Length)].Key;
            long asked = Stopwatch.GetTimestamp();
            NoteProof.TryMake(view, note, out NoteProof? proof);
            long made = Stopwatch.GetTimestamp();
            byte[] file = System.Text.Encoding.UTF8.GetBytes(LedgerJson.Write(proof));
            long sent = Stopwatch.GetTimestamp();
            if (proof is null || !NoteProofCheck.TryCheck(file, trust, out _, out string? refusal))
                throw new InvalidOperationException($"A proof that was made just now does not hold: {note}.");
            long held = Stopwatch.GetTimestamp();
            if (i < 0) continue;
            found.Statement[i] = Microseconds(began, stated);
            found.Proof[i] = Microseconds(asked, made);
            found.Check[i] = Microseconds(sent, held);
            found.ProofBytes[i] = proof.Proof.Length;
            found.StatementNotes[i] = history.Length;
        }

        foreach (long[] figures in (long[][])[found.Statement, found.Proof, found.Check, found.ProofBytes, found.StatementNotes])
            Array.Sort(figures);
        return found;
    }

    /// <summary>The median and the 99th percentile of sorted figures.</summary>
    internal static string Show(long[] sorted, string unit)
    {
        long middle = sorted[sorted.Length / 2];
        long high = sorted[Math.Min(sorted.Length - 1, sorted.Length * 99 / 100)];
        return string.Create(CultureInfo.InvariantCulture, $"p50 {middle:N0}{unit}, p99 {high:N0}{unit}");
    }

    private static long Microseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).Ticks / TimeSpan.TicksPerMicrosecond;
}
