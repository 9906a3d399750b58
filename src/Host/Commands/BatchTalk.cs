using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary>Speaks of batches that a person wrote as ids on a command line.</summary>
internal static class BatchTalk
{
    /// <summary>What is said when a batch stands.</summary>
    internal static string Sentence(BatchResult result) =>
        $"Committed as revision {result.Revision}; the digest is now {result.DigestAfter}.";

    /// <summary>The problem with the id in place of its number in the batch, which the person never wrote.</summary>
    internal static Problem Name(Problem problem, byte[][] ids)
    {
        if (problem.Operation is not { } index || index >= ids.Length) return problem;
        string prefix = $"Operation {index}";
        string id = SafeText.Quote(ids[index]);
        return problem.Kind switch
        {
            ProblemKind.EntryNotFound => ProblemOf.Missing(ids[index]),
            ProblemKind.KeyExists => problem with { Detail = $"The id {id} has a value already." },
            _ when problem.Detail.StartsWith(prefix, StringComparison.Ordinal) =>
                problem with { Detail = $"The id {id}{problem.Detail[prefix.Length..]}" },
            _ => problem,
        };
    }
}
