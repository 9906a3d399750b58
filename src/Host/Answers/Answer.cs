using System.Diagnostics.CodeAnalysis;

namespace BasisTrees.Host.Answers;

/// <summary>Either what was asked for or the problem that stands in its way.</summary>
internal readonly struct Answer<T>
    where T : class
{
    private readonly T? _value;
    private readonly Problem? _problem;

    private Answer(T? value, Problem? problem)
    {
        _value = value;
        _problem = problem;
    }

    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(Problem problem) => new(null, problem);

    /// <summary>Takes the answer apart.</summary>
    /// <param name="value">What was asked for, if there is no problem.</param>
    /// <param name="problem">The problem, or null.</param>
    internal bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Problem? problem)
    {
        value = _value;
        problem = _problem;
        return problem is null && value is not null;
    }
}
