using System.Diagnostics;

namespace BasisTrees.Examples.Ledger;

/// <summary>Signs many notes on all cores.</summary>
/// <param name="keys">The keys of the parties that sign.</param>
/// <remarks>One thread at a time calls it. Each key is used by one thread at a time.</remarks>
internal sealed class NoteSigners(IReadOnlyDictionary<Label, PartyKey> keys)
{
    private long _ticks;

    /// <summary>How long cores were busy with signing, all together.</summary>
    internal TimeSpan Busy => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _ticks));

    /// <summary>The signatures of notes, in their order.</summary>
    internal byte[][] Sign(IReadOnlyList<IouNote> notes, IReadOnlyList<Label> ids)
    {
        byte[][] signatures = new byte[notes.Count][];
        var bySigner = Enumerable.Range(0, notes.Count).GroupBy(i => notes[i].Signer);
        Parallel.ForEach(bySigner, group =>
        {
            long began = Stopwatch.GetTimestamp();
            PartyKey key = keys[group.Key];
            foreach (int i in group) signatures[i] = key.Sign(ids[i]);
            Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - began);
        });
        return signatures;
    }
}
