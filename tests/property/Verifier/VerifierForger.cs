using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>Makes the parts of a forgery: a tree, operations with their directions, the proof.</summary>
internal sealed class VerifierForger(Random random, TreeParameters parameters)
{
    private readonly bool _oddBalances = random.Next(5) == 0;
    private readonly bool _oddKeys = random.Next(5) == 0;
    private readonly int _stubPercent = random.Next(3) * 8;
    private readonly List<byte[]> _keys = [];
    private int _leaf;

    /// <summary>A tree of up to some dozens of leaves.</summary>
    public ReferenceNode Tree(out int height)
    {
        int leaves = 1 + random.Next(random.Next(3) == 0 ? 40 : 8);
        SortedSet<int> numbers = [];
        int space = parameters.KeyLength == 1 ? 255 : 600;
        while (numbers.Count < leaves) numbers.Add(random.Next(space));
        if (random.Next(3) != 0) numbers.Remove(numbers.Min);
        if (numbers.Count < leaves) numbers.Add(0);
        foreach (int number in numbers) _keys.Add(Key(number));
        _keys.Add(Key(0xFFFF));
        return Subtree(_keys.Count - 1, out height);
    }

    /// <summary>Adds an operation with the directions to some leaf, and gives the tree after it; the same tree if it is refused.</summary>
    public ReferenceNode Step(ReferenceNode root, List<Operation> operations, List<bool> bits)
    {
        List<bool> path = [];
        ReferenceNode node = root;
        bool straight = random.Next(3) == 0;
        while (node is ReferenceInternal r)
        {
            // After some right step always left: the way to a key that is present in a legal tree.
            bool left = straight && path.Contains(false) || random.Next(2) == 0;
            path.Add(left);
            node = left ? r.Left : r.Right;
        }

        Operation operation = NextOperation(node as ReferenceLeaf);
        operations.Add(operation);
        bits.AddRange(path);
        ReferenceVerifierGuide guide = new(Pack(path));
        try
        {
            guide.Begin();
            return new ReferenceDescent(guide, parameters, operation).Run(root).Root;
        }
        catch (ReferenceRefusalException)
        {
            return root;
        }
    }

    /// <summary>The packed tree and the directions, now and then with what only scrypto lets pass.</summary>
    public byte[] Proof(ReferenceNode root, List<bool> bits)
    {
        List<VerifierToken> tokens = [];
        Collect(root, tokens);
        if (random.Next(3) == 0) ShortenByNegativeLength(tokens);
        byte[] directions = Pack(bits);
        if (random.Next(15) == 0 && directions.Length > 0) directions[^1] |= 0x80;
        byte[] proof = VerifierToken.Encode(tokens, directions, parameters);
        if (random.Next(15) == 0) proof = [.. proof, (byte)random.Next(2)];
        if (random.Next(15) == 0) proof[random.Next(proof.Length)] = (byte)random.Next(256);
        return proof;
    }

    private static byte[] Pack(List<bool> bits)
    {
        byte[] packed = new byte[(bits.Count + 7) / 8];
        for (int i = 0; i < bits.Count; i++)
            if (bits[i]) packed[i / 8] |= (byte)(1 << i % 8);
        return packed;
    }

    // An empty value of length -1 goes back one byte, so that the length's last byte is read again as a balance of -1.
    private static void ShortenByNegativeLength(List<VerifierToken> tokens)
    {
        for (int i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Kind != VerifierToken.Leaf || tokens[i].Value.Length > 0 || tokens[i + 1].Kind != 0xFF) continue;
            tokens[i] = tokens[i] with { StatedLength = -1 };
            tokens.RemoveAt(i + 1);
            return;
        }
    }

    private static void Collect(ReferenceNode node, List<VerifierToken> tokens)
    {
        if (node is ReferenceStub)
        {
            tokens.Add(VerifierToken.OfLabel(node.Label));
        }
        else if (node is ReferenceLeaf leaf)
        {
            tokens.Add(new VerifierToken(VerifierToken.Leaf, leaf.Key, leaf.NextKey, leaf.Value));
        }
        else
        {
            ReferenceInternal r = (ReferenceInternal)node;
            Collect(r.Left, tokens);
            Collect(r.Right, tokens);
            tokens.Add(new VerifierToken(unchecked((byte)r.Balance), [], [], []));
        }
    }

    private ReferenceNode Subtree(int leaves, out int height)
    {
        height = 0;
        if (leaves == 1)
        {
            // The leaf after one that is shown has its key from there.
            byte[] key = _keys[_leaf++];
            byte[] nextKey = _oddKeys && random.Next(4) == 0 ? Key(random.Next(300)) : _keys[_leaf];
            if (_oddKeys && _leaf < _keys.Count - 1) _keys[_leaf] = nextKey;
            ReferenceLeaf leaf = new(key, Value(), nextKey);
            return random.Next(100) < _stubPercent ? new ReferenceStub(leaf.Label) : leaf;
        }

        int left = _oddBalances ? 1 + random.Next(leaves - 1) : Math.Clamp(leaves / 2 + random.Next(-1, 2), 1, leaves - 1);
        ReferenceNode l = Subtree(left, out int leftHeight);
        ReferenceNode r = Subtree(leaves - left, out int rightHeight);
        height = 1 + Math.Max(leftHeight, rightHeight);
        int balance = random.Next(_oddBalances ? 3 : 20) == 0 ? random.Next(-1, 2) : Math.Clamp(rightHeight - leftHeight, -1, 1);
        if (_oddBalances && random.Next(10) == 0) balance = random.Next(5, 100) * (random.Next(2) == 0 ? 1 : -1);
        return new ReferenceInternal(null, l, r, unchecked((sbyte)balance));
    }

    private byte[] Key(int number)
    {
        byte[] key = new byte[parameters.KeyLength];
        for (int i = key.Length - 1, rest = number; i >= 0; i--, rest >>= 8) key[i] = (byte)rest;
        return key;
    }

    private byte[] Value()
    {
        int length = parameters.ValueLength ?? random.Next(4) switch { 0 => 8, 1 => random.Next(13), _ => 0 };
        byte[] value = new byte[length];
        if (length > 0 && random.Next(3) != 0) value[^1] = (byte)random.Next(4);
        else random.NextBytes(value);
        return value;
    }

    private Operation NextOperation(ReferenceLeaf? leaf)
    {
        byte[] key = leaf is null ? Key(random.Next(256)) : [.. leaf.Key];
        if (leaf is not null && random.Next(3) == 0 && key[^1] < 0xFE) key[^1]++;
        OperationKind kind = (OperationKind)random.Next(random.Next(20) == 0 ? 0 : 1, 8);
        return new Operation(kind, key, Value(), kind == OperationKind.UpdateLongBy ? random.Next(-4, 5) : 0);
    }
}
