using BenchmarkDotNet.Attributes;

namespace BasisTrees.Bench;

/// <summary>The time of one hash in each of the kernels, over a group as large as the tree's own hash pass uses.</summary>
public unsafe class KernelBenchmarks
{
    private const int Group = 64;
    private const int MessageLength = 66;

    private readonly byte[] _pairs = GC.AllocateArray<byte>(Group * 2 * Label.Length, pinned: true);
    private readonly byte[] _blocks = GC.AllocateArray<byte>(Group * Blake2b.BlockLength, pinned: true);
    private readonly byte[] _labels = GC.AllocateArray<byte>(Group * Label.Length, pinned: true);
    private readonly byte[] _balances = GC.AllocateArray<byte>(Group, pinned: true);
    private readonly int[] _lengths = GC.AllocateArray<int>(Group, pinned: true);
    private LaneKind _kind;

    /// <summary>The kinds that this machine has.</summary>
    public static IEnumerable<string> Kinds => Enum.GetValues<LaneKind>().Where(LabelLanes.IsSupported).Select(k => k.ToString());

    /// <summary>The kind to measure.</summary>
    [ParamsSource(nameof(Kinds))]
    public string Lanes { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        _kind = Enum.Parse<LaneKind>(Lanes);
        for (int i = 0; i < _pairs.Length; i++) _pairs[i] = (byte)(31 * i * i);
        for (int i = 0; i < _blocks.Length; i++) _blocks[i] = i % Blake2b.BlockLength < MessageLength ? (byte)(7 * i) : (byte)0;
        Array.Fill(_lengths, MessageLength);
    }

    /// <summary>Labels of internal nodes: 66 bytes, one block.</summary>
    [Benchmark(OperationsPerInvoke = Group)]
    public byte InternalLabels()
    {
        byte** pairs = stackalloc byte*[Group];
        byte** outputs = stackalloc byte*[Group];
        fixed (byte* pair = _pairs)
        fixed (byte* label = _labels)
        fixed (byte* balances = _balances)
        {
            for (int i = 0; i < Group; i++)
            {
                pairs[i] = pair + (i * 2 * Label.Length);
                outputs[i] = label + (i * Label.Length);
            }

            LabelLanes.HashPairs(_kind, pairs, balances, outputs, Group);
        }

        return _labels[0];
    }

    /// <summary>Messages of one block, as the labels of leaves with short values are.</summary>
    [Benchmark(OperationsPerInvoke = Group)]
    public byte Blocks()
    {
        byte** outputs = stackalloc byte*[Group];
        fixed (byte* blocks = _blocks)
        fixed (byte* label = _labels)
        fixed (int* lengths = _lengths)
        {
            for (int i = 0; i < Group; i++) outputs[i] = label + (i * Label.Length);
            LabelLanes.HashBlocks(_kind, blocks, lengths, outputs, Group);
        }

        return _labels[0];
    }
}
