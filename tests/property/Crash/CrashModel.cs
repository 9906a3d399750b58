using System.Collections.Immutable;
using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>
/// What a client knows about a store: every revision it was promised, and those that may have come of batches without an answer.
/// Values are kept by a plain dictionary, digests by a tree of the client's own.
/// </summary>
internal sealed class CrashModel
{
    private readonly StoreDefinition _definition;
    private readonly List<CrashState> _states = [];
    private Prover _prover;

    internal CrashModel(StoreDefinition definition)
    {
        _definition = definition;
        _prover = new Prover(definition.Parameters);
        _states.Add(new CrashState(_prover.Digest, ImmutableSortedDictionary<string, byte[]>.Empty, null));
    }

    /// <summary>The newest revision that may exist.</summary>
    internal int Newest => _states.Count - 1;

    /// <summary>The newest revision that must exist.</summary>
    internal int Floor { get; set; }

    internal CrashState this[long revision] => _states[(int)revision];

    /// <summary>Applies a batch after everything before it.</summary>
    /// <returns>The operation that is refused, or -1 if the batch is a revision.</returns>
    internal int Submit(Batch batch)
    {
        ImmutableSortedDictionary<string, byte[]> values = _states[^1].Values;
        for (int i = 0; i < batch.Operations.Count; i++)
        {
            if (!TryApply(ref values, batch.Operations[i]))
            {
                _prover.Discard();
                return i;
            }
        }

        _states.Add(new CrashState(_prover.Seal(), values, batch));
        return -1;
    }

    /// <summary>The store was seen at a revision: what may have come after it did not.</summary>
    internal void Settle(long revision)
    {
        Floor = (int)revision;
        if (revision == Newest) return;
        _states.RemoveRange((int)revision + 1, Newest - (int)revision);
        _prover = new Prover(_definition.Parameters);
        foreach (CrashState state in _states.Skip(1))
        {
            foreach (Operation operation in state.Batch!.Operations) _prover.Apply(Mapped(operation)); // all but the first have a batch
            if (_prover.Seal() != state.Digest) throw new CrashViolationException("the client's own tree does not repeat itself");
        }
    }

    private bool TryApply(ref ImmutableSortedDictionary<string, byte[]> values, in Operation operation)
    {
        string id = Convert.ToHexString(operation.Key.Span);
        bool present = values.ContainsKey(id);
        bool expected = operation.Kind switch
        {
            OperationKind.Insert => !present,
            OperationKind.Update or OperationKind.Remove => present,
            _ => true,
        };
        bool done = _prover.Apply(Mapped(operation)).IsDone();
        if (done != expected) throw new CrashViolationException($"the tree answers {operation.Kind} of {id} otherwise than a dictionary");
        if (!done) return false;
        values = operation.Kind switch
        {
            OperationKind.Insert or OperationKind.Update or OperationKind.InsertOrUpdate => values.SetItem(id, operation.Value.ToArray()),
            OperationKind.Remove or OperationKind.RemoveIfExists => values.Remove(id),
            _ => values,
        };
        return true;
    }

    private Operation Mapped(in Operation operation)
    {
        byte[] key = new byte[_definition.Parameters.KeyLength];
        if (!_definition.Keys.TryMap(operation.Key.Span, key)) throw new CrashViolationException("the client made an id that is none");
        return operation with { Key = key };
    }
}
