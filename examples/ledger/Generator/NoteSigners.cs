namespace BasisTrees.Examples.Ledger;

/// <summary>Signs many notes on all cores.</summary>
/// <param name="keys">The keys of the parties that sign.</param>
/// <remarks>One thread at a time calls it. Each key is used by one thread at a time.</remarks>
internal sealed class NoteSigners(IReadOnlyDictionary<Label, PartyKey> keys)
{
    private const int Samples = 5000;

    /// <summary>The signatures of notes, in their order.</summary>
    internal byte[][] Sign(IReadOnlyList<IouNote> notes, IReadOnlyList<Label> ids)
    {
        byte[][] signatures = new byte[notes.Count][];
        IEnumerable<IGrouping<Label, int>> bySigner = Enumerable.Range(0, notes.Count).GroupBy(i => notes[i].Signer);
        Parallel.ForEach(bySigner, group =>
        {
            PartyKey key = keys[group.Key];
            foreach (int i in group) signatures[i] = key.Sign(ids[i]);
        });
        return signatures;
    }

    /// <summary>
    /// How long a core works on one signature, from some thousand that are made while nothing else happens: what threads measure of
    /// themselves is too long where there are more threads than cores.
    /// </summary>
    internal static TimeSpan CostOfOne()
    {
        using var key = PartyKey.Generated(0, 0);
        TimeSpan began = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < Samples; i++) key.Sign(key.Id);
        return (Environment.CpuUsage.TotalTime - began) / Samples;
    }
}
