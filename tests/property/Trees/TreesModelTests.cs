using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>
/// The tree as a plain dictionary would see it: FsCheck makes up short lists of commands, shrinks what fails, and prints the seed that
/// repeats it. The histories of <see cref="TreesHistoryTests"/> compare every byte; this is the view of a user.
/// </summary>
public sealed class TreesModelTests
{
    private const int KeyLength = 2;

    private static readonly Arbitrary<(int Kind, byte Key, byte Value)[]> Commands = Arb.From(
        Gen.Choose(0, 6)
            .SelectMany(kind => Gen.Choose(1, 24).SelectMany(key => Gen.Choose(0, 9).Select(value => (kind, (byte)key, (byte)value))))
            .ArrayOf(),
        Shorter);

    [Fact]
    public void A_tree_answers_as_a_dictionary_and_its_proof_replays() => Check(Answers);

    [Fact]
    public void The_order_of_lookups_and_refusals_does_not_change_the_digest() => Check(IgnoresWhatChangesNothing);

    [Fact]
    public void What_was_discarded_leaves_no_trace() => Check(Discards);

    private static void Check(Func<(int Kind, byte Key, byte Value)[], bool> property) =>
        Prop.ForAll(Commands, property).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(60).WithQuietOnSuccess(true));

    private static bool Answers((int Kind, byte Key, byte Value)[] commands)
    {
        var prover = new Prover(new TreeParameters(KeyLength));
        Digest before = prover.Digest;
        var model = new SortedDictionary<byte, byte>();
        var done = new List<(Operation Operation, byte? Old)>();
        foreach ((int kind, byte key, byte value) in commands)
        {
            byte? old = model.TryGetValue(key, out byte found) ? found : null;
            bool expected = Model(model, kind, key, value);
            Operation operation = Make(kind, key, value);
            Outcome outcome = prover.Apply(operation);
            if (outcome.IsDone() != expected || (expected && !Same(outcome, prover.OldValue, old))) return false;
            if (expected) done.Add((operation, old));
        }

        var proof = new ArrayBufferWriter<byte>();
        Digest after = prover.Seal(proof);
        var verifier = new Verifier(prover.Parameters);
        bool replays = verifier.TryBegin(before, proof.WrittenSpan, done.Count, done.Count);
        foreach ((Operation operation, byte? old) in done) replays = replays && Same(verifier.Apply(operation), verifier.OldValue, old);
        return replays && verifier.TryFinish(out Digest reached) && reached == after && prover.Count == model.Count && Scans(prover, model);
    }

    private static bool IgnoresWhatChangesNothing((int Kind, byte Key, byte Value)[] commands)
    {
        var all = new Prover(new TreeParameters(KeyLength));
        var changesOnly = new Prover(new TreeParameters(KeyLength));
        foreach ((int kind, byte key, byte value) in commands)
        {
            Operation operation = Make(kind, key, value);
            if (all.Apply(operation).IsDone() && operation.Kind != OperationKind.Lookup) changesOnly.Apply(operation);
        }

        return all.Digest == changesOnly.Digest;
    }

    private static bool Discards((int Kind, byte Key, byte Value)[] commands)
    {
        var prover = new Prover(new TreeParameters(KeyLength));
        int half = commands.Length / 2;
        foreach ((int kind, byte key, byte value) in commands[..half]) prover.Apply(Make(kind, key, value));
        Digest sealedDigest = prover.Seal();
        foreach ((int kind, byte key, byte value) in commands[half..]) prover.Apply(Make(kind, key, value));
        prover.Discard();
        var proof = new ArrayBufferWriter<byte>();
        return prover.Digest == sealedDigest && prover.Seal(proof) == sealedDigest && proof.WrittenCount == 1 + Label.Length + 1;
    }

    private static bool Scans(Prover prover, SortedDictionary<byte, byte> model)
    {
        using Snapshot snapshot = prover.Snapshot();
        Cursor cursor = snapshot.Scan(default, default);
        foreach ((byte key, byte value) in model)
        {
            if (!cursor.MoveNext() || cursor.Key[0] != key || cursor.Value[0] != value) return false;
        }

        return !cursor.MoveNext();
    }

    private static bool Same(Outcome outcome, ReadOnlySpan<byte> oldValue, byte? expected) =>
        expected is { } value
            ? outcome == Outcome.Present && oldValue.Length == 1 && oldValue[0] == value
            : outcome == Outcome.Absent;

    private static Operation Make(int kind, byte key, byte value)
    {
        byte[] keyBytes = [key, 0];
        byte[] valueBytes = [value];
        return kind switch
        {
            0 => Operation.Lookup(keyBytes),
            1 => Operation.Insert(keyBytes, valueBytes),
            2 => Operation.Update(keyBytes, valueBytes),
            3 => Operation.InsertOrUpdate(keyBytes, valueBytes),
            4 => Operation.Remove(keyBytes),
            5 => Operation.RemoveIfExists(keyBytes),
            _ => Operation.UpdateLongBy(keyBytes, -1),
        };
    }

    // Values have one byte, so that subtracting is always refused: no number, or nothing to subtract from.
    private static bool Model(SortedDictionary<byte, byte> model, int kind, byte key, byte value)
    {
        switch (kind)
        {
            case 0:
                return true;
            case 1:
                return model.TryAdd(key, value);
            case 2:
                if (!model.ContainsKey(key)) return false;
                model[key] = value;
                return true;
            case 3:
                model[key] = value;
                return true;
            case 4:
                return model.Remove(key);
            case 5:
                model.Remove(key);
                return true;
            default:
                return false;
        }
    }

    private static IEnumerable<(int Kind, byte Key, byte Value)[]> Shorter((int Kind, byte Key, byte Value)[] commands)
    {
        for (int length = commands.Length / 2; length > 0; length /= 2)
        {
            for (int start = 0; start + length <= commands.Length; start += length)
            {
                yield return [.. commands[..start], .. commands[(start + length)..]];
            }
        }
    }
}
