using System.Globalization;
using System.Security.Cryptography;
using BasisTrees.Persistence;
using Microsoft.Extensions.Options;

namespace BasisTrees.Hosting;

/// <summary>What the options of a tree come to, or the sentences that say why they come to nothing.</summary>
internal sealed class TreeSettings : IValidateOptions<HostedTreeOptions>
{
    private const int TreeIdBytes = 16;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HostedTreeOptions options)
    {
        var wrong = new List<string>();
        Definition(options, wrong);
        Store(options, wrong);
        string tree = HostedTree.Describe(name ?? Options.DefaultName);
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong.Select(text => $"{tree}: {text}"));
    }

    /// <summary>What a store that is made is for.</summary>
    internal static StoreDefinition Definition(HostedTreeOptions options) => Definition(options, [])!; // validated options have one

    /// <summary>How a store behaves.</summary>
    internal static StoreOptions Store(HostedTreeOptions options) => Store(options, []);

    /// <summary>Why a store that is there is not the one that the options speak of, or null.</summary>
    internal static string? Difference(HostedTreeOptions options, StoreDefinition found)
    {
        TreeParameters parameters = found.Parameters;
        if (options.TreeId is { } id && id != found.TreeId) return Differs("TreeId", id, found.TreeId);
        if (options.KeyMode != found.KeyMode) return Differs("KeyMode", options.KeyMode, found.KeyMode);
        if (options.KeyLength != parameters.KeyLength) return Differs("KeyLength", options.KeyLength, parameters.KeyLength);
        return options.ValueLength != parameters.ValueLength
            ? Differs("ValueLength", options.ValueLength ?? (object)"any", parameters.ValueLength ?? (object)"any")
            : null;
    }

    private static StoreDefinition? Definition(HostedTreeOptions options, List<string> wrong)
    {
        if (string.IsNullOrWhiteSpace(options.Directory)) wrong.Add("Directory is required: the directory of the store.");
        string id = options.TreeId ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TreeIdBytes));
        if (!StoreDefinition.IsTreeId(id)) wrong.Add("TreeId has 1 to 128 characters out of letters, digits, _ and -.");
        if (!Enum.IsDefined(options.KeyMode)) wrong.Add(Say($"KeyMode {(int)options.KeyMode} is not known."));
        if (wrong.Count > 0) return null;
        try
        {
            return new StoreDefinition(
                id, new TreeParameters(options.KeyLength, options.ValueLength, options.ValueLengthMax), options.KeyMode);
        }
        catch (ArgumentOutOfRangeException refused)
        {
            // Parameters are named as the options are, but for their first letter.
            string name = refused.ParamName is { Length: > 0 } given ? char.ToUpperInvariant(given[0]) + given[1..] : "An option";
            wrong.Add(Sentence(name, refused));
            return null;
        }
    }

    private static StoreOptions Store(HostedTreeOptions options, List<string> wrong)
    {
        StoreExpectation? expected = null;
        if (options.ExpectAtLeast is { } text && !StoreExpectation.TryParse(text, out expected))
            wrong.Add("ExpectAtLeast has the form REVISION:DIGEST, a number and 66 hexadecimal digits.");
        var store = new StoreOptions { CheckpointAtClose = options.CheckpointAtClose, ExpectAtLeast = expected };
        (string Name, Func<StoreOptions, StoreOptions> Set)[] settings =
        [
            (nameof(options.Durability), s => s with { Durability = options.Durability }),
            (nameof(options.NodeEngine), s => s with { NodeEngine = options.NodeEngine }),
            (nameof(options.NodeCacheBytes), s => s with { NodeCacheBytes = options.NodeCacheBytes }),
            (nameof(options.CheckpointOperations), s => s with { CheckpointOperations = options.CheckpointOperations }),
            (nameof(options.CheckpointInterval), s => s with { CheckpointInterval = options.CheckpointInterval }),
            (nameof(options.CheckpointsRetained), s => s with { CheckpointsRetained = options.CheckpointsRetained }),
            (nameof(options.LogRetention), s => s with { LogRetention = options.LogRetention }),
            (nameof(options.QuotaBytes), s => s with { QuotaBytes = options.QuotaBytes }),
            (nameof(options.ReserveBytes), s => s with { ReserveBytes = options.ReserveBytes }),
            (nameof(options.BatchOperationsMax), s => s with { BatchOperationsMax = options.BatchOperationsMax }),
            (nameof(options.QueueBatchesMax), s => s with { QueueBatchesMax = options.QueueBatchesMax }),
            (nameof(options.IdempotencyKeysMax), s => s with { IdempotencyKeysMax = options.IdempotencyKeysMax }),
        ];
        foreach ((string name, Func<StoreOptions, StoreOptions> set) in settings)
        {
            try
            {
                store = set(store);
            }
            catch (ArgumentOutOfRangeException refused)
            {
                wrong.Add(Sentence(name, refused));
            }
        }

        return store;
    }

    // The bounds are stated where they are checked; what comes before "must" and behind the sentence repeats the name.
    private static string Sentence(string name, ArgumentOutOfRangeException refused)
    {
        string text = refused.Message.Split('\n', 2)[0];
        int end = text.IndexOf(" (Parameter", StringComparison.Ordinal);
        if (end > 0) text = text[..end];
        int must = text.IndexOf("must be", StringComparison.Ordinal);
        if (must > 0) return Say($"{name} is {refused.ActualValue} and {text[must..].Replace("'", "", StringComparison.Ordinal)}");
        return refused.ActualValue is { } value ? Say($"{name} cannot be {value}. {text}") : $"{name} has a value that is out of range.";
    }

    private static string Differs(string option, object wanted, object found) =>
        Say($"{option} is {wanted}, and the store that is there has {found}.");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
