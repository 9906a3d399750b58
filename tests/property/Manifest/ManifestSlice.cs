using System.Buffers;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>A manifest with its subtrees, as written or as tampered with.</summary>
internal sealed record ManifestSlice(byte[] Manifest, IReadOnlyList<byte[]> Subtrees)
{
    /// <summary>All chunks, the manifest first.</summary>
    internal IReadOnlyList<byte[]> Chunks => [Manifest, .. Subtrees];

    internal static ManifestSlice Of(IReadOnlyList<byte[]> chunks) => new(chunks[0], [.. chunks.Skip(1)]);

    internal static ManifestSlice Write(Snapshot snapshot, int subtreeDepth)
    {
        ManifestWriter writer = new(snapshot, subtreeDepth);
        ArrayBufferWriter<byte> bytes = new();
        Assert.Equal(ManifestWriting.Written, writer.WriteManifest(bytes));
        byte[] manifest = bytes.WrittenSpan.ToArray();
        List<byte[]> subtrees = [];
        long leaves = 0;
        while (true)
        {
            bytes.ResetWrittenCount();
            ManifestWriting answer = writer.WriteSubtree(bytes, out Label label);
            if (answer == ManifestWriting.Ended) break;
            Assert.Equal(ManifestWriting.Written, answer);
            Assert.Equal(ManifestRefusal.None, BasisTrees.Manifest.CheckSubtree(bytes.WrittenSpan, snapshot.Parameters, label));
            subtrees.Add(bytes.WrittenSpan.ToArray());
            leaves += writer.LeafCount;
        }

        Assert.Equal(writer.SubtreeCount, subtrees.Count);
        if (subtrees.Count > 0) Assert.Equal(snapshot.Count + 1, leaves);
        return new ManifestSlice(manifest, subtrees);
    }

    /// <summary>Imports the slice; the first refusal ends it.</summary>
    internal ManifestRefusal Import(TreeParameters parameters, Digest digest, INodeSink sink, out StoredRoot root)
    {
        root = default;
        ManifestRefusal refusal = BasisTrees.Manifest.TryRead(Manifest, parameters, digest, out Manifest? manifest);
        if (manifest is null) return refusal;
        ManifestImport import = new(manifest, sink, 7);
        foreach (byte[] subtree in Subtrees)
        {
            refusal = import.Add(subtree);
            if (refusal != ManifestRefusal.None) return refusal;
        }

        return import.TryFinish(out root);
    }
}
