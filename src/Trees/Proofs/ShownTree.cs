using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// The part of a tree that a proof shows, in a compact form: gathered level by level, so that the memory of many nodes is fetched at
/// once, then put in the order of the proof, then written with the memory of each node fetched some steps ahead.
/// </summary>
/// <remarks>Owned by one thread at a time; reused without allocation once it has grown.</remarks>
internal sealed unsafe class ShownTree
{
    // How many tokens ahead the memory of a token is fetched.
    private const int Ahead = 16;

    private readonly NodePool _pool;
    private readonly GrowingList<Entry> _entries = new();
    private readonly GrowingList<Token> _tokens = new();

    /// <summary>Makes an empty form over a pool.</summary>
    public ShownTree(NodePool pool) => _pool = pool;

    /// <summary>The nodes shown so far, parents before children.</summary>
    public int Count => _entries.Count;

    /// <summary>Forgets all nodes.</summary>
    public void Clear() => _entries.Clear();

    /// <summary>Shows the root.</summary>
    public void AddRoot(int handle)
    {
        Fetch(handle);
        _entries.Add(new Entry(handle));
    }

    /// <summary>The handle of a node shown.</summary>
    public int Handle(int entry) => _entries.Items[entry].Handle;

    /// <summary>Shows the child of an internal node that is shown.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddChild(int parent, bool right, int handle)
    {
        Fetch(handle);
        int entry = _entries.Count;
        _entries.Add(new Entry(handle));
        ref Entry above = ref _entries[parent];
        if (right) above.Right = entry;
        else above.Left = entry;
    }

    /// <summary>Shows exactly the nodes of a tree that were visited.</summary>
    public void Gather(VisitedSet visited, int root)
    {
        Clear();
        if (visited.Contains(root)) AddRoot(root);
        for (int entry = 0; entry < _entries.Count; entry++)
        {
            int handle = Handle(entry);
            if (!NodeHandle.IsInternal(handle)) continue;
            Navigation* node = _pool.Internal(handle);
            if (visited.Contains(node->Left.Handle)) AddChild(entry, false, node->Left.Handle);
            if (visited.Contains(node->Right.Handle)) AddChild(entry, true, node->Right.Handle);
        }
    }

    /// <summary>Writes the packed tree (AVL-FORMAT section 5) and the directions.</summary>
    /// <param name="writer">Receives the proof.</param>
    /// <param name="rootLabel">The label of the root, for a tree of which nothing is shown.</param>
    /// <param name="directions">The directions.</param>
    public void Write(ref ProofWriter writer, Label* rootLabel, ReadOnlySpan<byte> directions)
    {
        if (_entries.Count == 0)
        {
            writer.WriteLabel(rootLabel);
        }
        else
        {
            _tokens.Clear();
            Order(0);
            WriteTokens(ref writer);
        }

        writer.Finish(directions);
    }

    /// <summary>Lists a subtree in the order in which it is written. Recursive: the tree is balanced, at most 91 levels deep.</summary>
    private void Order(int index)
    {
        Entry entry = _entries.Items[index];
        if (!NodeHandle.IsInternal(entry.Handle))
        {
            _tokens.Add(new Token(entry.Handle, TokenKind.Leaf));
            return;
        }

        _tokens.Add(new Token(entry.Handle, entry.Left == Entry.None ? TokenKind.OpenWithLabel : TokenKind.Open));
        if (entry.Left != Entry.None) Order(entry.Left);
        if (entry.Right != Entry.None) Order(entry.Right);
        _tokens.Add(new Token(entry.Handle, entry.Right == Entry.None ? TokenKind.CloseWithLabel : TokenKind.Close));
    }

    private void WriteTokens(ref ProofWriter writer)
    {
        ReadOnlySpan<Token> tokens = _tokens.Items;
        for (int i = 0; i < tokens.Length; i++)
        {
            if (i + (2 * Ahead) < tokens.Length) FetchFirst(tokens[i + (2 * Ahead)]);
            if (i + Ahead < tokens.Length) FetchSecond(tokens[i + Ahead]);
            Token token = tokens[i];
            if (token.Kind <= TokenKind.OpenWithLabel)
            {
                writer.WriteLabelIf(token.Kind == TokenKind.OpenWithLabel, &_pool.Pair(token.Handle)->Left);
            }
            else if (token.Kind <= TokenKind.CloseWithLabel)
            {
                writer.WriteLabelIf(token.Kind == TokenKind.CloseWithLabel, &_pool.Pair(token.Handle)->Right);
                writer.WriteBalance(_pool.Internal(token.Handle)->State.Balance);
            }
            else
            {
                writer.WriteLeaf(_pool.Leaf(token.Handle));
            }
        }
    }

    private void Fetch(int handle)
    {
        if (NodeHandle.IsInternal(handle)) CacheLine.Prefetch(_pool.Internal(handle));
    }

    private void FetchFirst(Token token)
    {
        if (token.Kind == TokenKind.Leaf) CacheLine.Prefetch(_pool.Leaf(token.Handle));
        else CacheLine.Prefetch(_pool.Pair(token.Handle));
    }

    private void FetchSecond(Token token)
    {
        if (token.Kind == TokenKind.Leaf)
        {
            LeafRecord* leaf = _pool.Leaf(token.Handle);
            CacheLine.Prefetch(_pool.Keys[leaf->Key]);
            CacheLine.Prefetch(_pool.Keys[leaf->Next]);
        }
        else
        {
            CacheLine.Prefetch(_pool.Internal(token.Handle));
        }
    }

    /// <summary>A node shown, and its children that are shown too.</summary>
    private struct Entry(int handle)
    {
        public const int None = -1;
        public readonly int Handle = handle;
        public int Left = None;
        public int Right = None;
    }

    /// <summary>What a token writes: the left label of a node or nothing, the right label or nothing and the balance, or a leaf.</summary>
    private enum TokenKind
    {
        Open,
        OpenWithLabel,
        Close,
        CloseWithLabel,
        Leaf,
    }

    private readonly record struct Token(int Handle, TokenKind Kind);
}
