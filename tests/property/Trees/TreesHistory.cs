using System.Text;

namespace BasisTrees.Tests.Property;

/// <summary>A life of a tree: its constants and what is done to it. The seed also drives the random questions of the replay.</summary>
internal sealed record TreesHistory(int Seed, TreeParameters Parameters, IReadOnlyList<TreesStep> Steps)
{
    /// <summary>The history as a reader needs it to repeat it by hand.</summary>
    public override string ToString()
    {
        string value = $"values of {(Parameters.ValueLength is null ? "up to " : "")}{Parameters.ValueLengthMax} bytes";
        StringBuilder text = new($"seed {Seed}, keys of {Parameters.KeyLength} bytes, {value}, {Steps.Count} steps:\n");
        for (int i = 0; i < Steps.Count && i < 200; i++) text.Append($"{i,5} {Steps[i]}\n");
        return text.ToString();
    }
}
