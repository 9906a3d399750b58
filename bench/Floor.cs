using System.Diagnostics;

namespace BasisTrees.Bench;

/// <summary>
/// What one hash costs on this machine in this run: one message at a time, and in lanes. Sampled again before every measured round,
/// so that hash and tree are measured under the same load.
/// </summary>
internal sealed unsafe class Floor
{
    /// <summary>The scalar hash of 66 bytes on the machine where the peers' figures were taken, in nanoseconds.</summary>
    public const double YardstickNs = 155;

    private const int MessageLength = 66;
    private const int Messages = 64;
    private const int Passes = 400;

    private readonly byte[] _message = new byte[MessageLength];
    private readonly byte[] _hash = new byte[Label.Length];
    private readonly LabelPair[] _pairs = GC.AllocateArray<LabelPair>(Messages, pinned: true);
    private readonly Label[] _labels = GC.AllocateArray<Label>(Messages, pinned: true);
    private readonly List<double> _scalar = [];
    private readonly List<double> _lane = [];

    /// <summary>The median time of one scalar hash of 66 bytes, in nanoseconds.</summary>
    public double ScalarNs => Median.Of(_scalar);

    /// <summary>The median time of one internal label computed in the machine's widest lanes, in nanoseconds.</summary>
    public double LaneNs => Median.Of(_lane);

    /// <summary>By how much a peer's rate is multiplied to stand for this machine under this load.</summary>
    public double Scale => YardstickNs / ScalarNs;

    public IReadOnlyList<double> ScalarSamples => _scalar;

    public IReadOnlyList<double> LaneSamples => _lane;

    /// <summary>Lets the kernels be compiled at their best before they count.</summary>
    public void WarmUp()
    {
        for (int i = 0; i < 60; i++) Sample();
        _scalar.Clear();
        _lane.Clear();
    }

    /// <summary>Takes one sample of each, some ten milliseconds together.</summary>
    public void Sample()
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Messages * Passes; i++)
        {
            Blake2b.Hash(_message, _hash);
            _message[0] = _hash[0];
        }

        long middle = Stopwatch.GetTimestamp();
        HashInLanes();
        long end = Stopwatch.GetTimestamp();
        _scalar.Add(Nanoseconds(start, middle));
        _lane.Add(Nanoseconds(middle, end));
    }

    private static double Nanoseconds(long start, long end) => Stopwatch.GetElapsedTime(start, end).TotalNanoseconds / (Messages * Passes);

    private void HashInLanes()
    {
        byte** pairs = stackalloc byte*[Messages];
        byte** outputs = stackalloc byte*[Messages];
        byte* balances = stackalloc byte[Messages];
        fixed (LabelPair* pair = _pairs)
        fixed (Label* label = _labels)
        {
            for (int i = 0; i < Messages; i++)
            {
                pairs[i] = (byte*)(pair + i);
                outputs[i] = (byte*)(label + i);
                balances[i] = 0;
            }

            for (int pass = 0; pass < Passes; pass++) LabelLanes.HashPairs(pairs, balances, outputs, Messages);
        }
    }
}
