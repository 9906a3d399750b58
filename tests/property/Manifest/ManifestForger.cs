namespace BasisTrees.Tests.Property;

/// <summary>Makes a tree of four leaves with keys of two bytes, each a subtree of its own, and breaks what labels do not tell.</summary>
internal static class ManifestForger
{
    internal static ManifestSlice Make(ManifestForgery forgery)
    {
        byte[][] keys = [[0, 0], [0x10, 0], [0x20, 0], [0x30, 0]];
        byte[][] next = [keys[1], keys[2], keys[3], [0xFF, 0xFF]];
        if (forgery == ManifestForgery.KeysSwapped) (keys[1], next[0], next[1]) = (keys[2], keys[2], keys[1]);
        if (forgery == ManifestForgery.GapBetweenLeaves) next[1] = [0x18, 0];
        if (forgery == ManifestForgery.NoFirstSentinel) keys[0] = [0, 1];
        if (forgery == ManifestForgery.NoLastSentinel) next[3] = [0xFF, 0xFE];
        byte[] value = forgery == ManifestForgery.SentinelWithValue ? [0] : [];
        byte[][] leaves = [.. keys.Select((key, i) => (byte[])[0, .. key, .. next[i], .. i == 0 ? value : [7]])];
        if (forgery == ManifestForgery.SubtreeTwice) leaves[1] = leaves[0];
        byte[] left = [2, 0, 0x10, 0, .. LabelOf(leaves[0]), .. LabelOf(leaves[1])];
        byte[] right = [2, 0, 0x30, 0, .. LabelOf(leaves[2]), .. LabelOf(leaves[3])];
        byte balance = forgery == ManifestForgery.WrongBalance ? (byte)1 : (byte)0;
        byte routing = forgery == ManifestForgery.WrongRouting ? (byte)0x1F : (byte)0x20;
        byte height = forgery == ManifestForgery.WrongHeight ? (byte)3 : (byte)2;
        byte[] manifest = [0, 0, 0, height, 1, balance, routing, 0, 0, 0, 0, (byte)left.Length, .. left, .. right];
        return new ManifestSlice(manifest, leaves);
    }

    // 00, key, value, next key: another order than in the manifest.
    private static byte[] LabelOf(byte[] leaf)
    {
        byte[] label = new byte[32];
        Blake2b256.Hash([.. leaf[..3], .. leaf[5..], .. leaf[3..5]], label);
        return label;
    }
}
