using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Manifests and subtrees byte for byte as scrypto writes them, and read back.</summary>
public sealed class ManifestVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Slices_are_scryptos_byte_for_byte()
    {
        int slices = 0, subtrees = 0;
        foreach ((VectorManifest vector, Snapshot snapshot) in Trees())
        {
            foreach (VectorSlice slice in vector.Slices)
            {
                string where = $"{vector.Id} depth {slice.SubtreeDepth}";
                ManifestSlice written = ManifestSlice.Write(snapshot, slice.SubtreeDepth);
                Assert.True(written.Manifest.AsSpan().SequenceEqual(slice.Manifest), where);
                Assert.Equal(slice.Subtrees.Select(Convert.ToHexStringLower), written.Subtrees.Select(Convert.ToHexStringLower));
                slices++;
                subtrees += slice.Subtrees.Count;
            }
        }

        output.WriteLine($"{slices} slices, {subtrees} subtrees");
        Assert.True(slices >= 30 && subtrees > 500);
    }

    [Fact]
    public void Scryptos_slices_are_read_and_make_the_tree_again()
    {
        foreach ((VectorManifest vector, Snapshot snapshot) in Trees())
        {
            foreach (VectorSlice slice in vector.Slices)
            {
                Assert.Equal(
                    ManifestRefusal.None, Manifest.TryRead(slice.Manifest, vector.Parameters, vector.Digest, out Manifest? manifest));
                HashSet<string> cut = [.. slice.CutLabels.Select(Convert.ToHexStringLower)];
                Assert.Equal(slice.Subtrees.Count, manifest!.Subtrees.Count);
                Assert.Subset(manifest.Subtrees.Select(label => label.ToString()).ToHashSet(StringComparer.Ordinal), cut);
                ManifestSink sink = new(vector.Parameters);
                ManifestSlice given = new(slice.Manifest, slice.Subtrees);
                Assert.Equal(ManifestRefusal.None, given.Import(vector.Parameters, vector.Digest, sink, out StoredRoot root));
                Assert.Equal((vector.Digest, 7, snapshot.Count), (root.Digest, root.Revision, root.Count));
                Assert.Equal((2 * snapshot.Count) + 1, sink.Count);
            }
        }
    }

    private static IEnumerable<(VectorManifest Vector, Snapshot Snapshot)> Trees()
    {
        foreach (string file in VectorFolder.Files(VectorKind.Manifest))
        {
            foreach (VectorManifest manifest in VectorFolder.Lines(file).Select(VectorManifest.Read))
            {
                Prover prover = new(manifest.Parameters);
                foreach (Operation operation in manifest.Operations) prover.Apply(operation);
                Assert.Equal(manifest.Digest, prover.Seal());
                yield return (manifest, prover.Snapshot());
            }
        }
    }
}
