using System.Diagnostics.CodeAnalysis;

namespace BasisTrees.Persistence;

/// <summary>
/// Remembers the idempotency keys that were used last, so that a batch that is sent again because nobody knows what became of it is
/// committed once (docs/FORMAT.md, "Idempotency keys").
/// </summary>
/// <remarks>The writer adds; any thread asks for what was remembered at a revision.</remarks>
internal sealed class IdempotencyWindow
{
    private readonly int _usesMax;
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, KeyUse> _byKey = [];
    private readonly Queue<KeyUse> _inOrder = new();

    /// <summary>Takes up what is remembered.</summary>
    /// <param name="usesMax">How many keys are remembered.</param>
    /// <param name="uses">What there is already.</param>
    internal IdempotencyWindow(int usesMax, KeyUses uses)
    {
        _usesMax = usesMax;
        foreach (KeyUse use in uses.All) Add(use);
    }

    /// <summary>Finds what came of a key.</summary>
    internal bool TryFind(in BatchKey key, [MaybeNullWhen(false)] out KeyUse use)
    {
        lock (_lock) return _byKey.TryGetValue(key.Hash, out use);
    }

    /// <summary>Whether a key is remembered, by the first half of its hash.</summary>
    internal bool Remembers(UInt128 key)
    {
        lock (_lock) return _byKey.ContainsKey(key);
    }

    /// <summary>Remembers a use, and forgets the oldest one for it.</summary>
    internal void Add(in KeyUse use)
    {
        lock (_lock)
        {
            _byKey[use.Key] = use;
            _inOrder.Enqueue(use);
            while (_inOrder.Count > _usesMax)
            {
                KeyUse oldest = _inOrder.Dequeue();
                if (_byKey[oldest.Key] == oldest) _byKey.Remove(oldest.Key);
            }
        }
    }

    /// <summary>What is remembered of the revisions up to one.</summary>
    internal KeyUses UpTo(long revision)
    {
        lock (_lock) return _inOrder.Count == 0 ? KeyUses.None : new KeyUses([.. _inOrder.Where(use => use.Revision <= revision)]);
    }
}
