using System.Runtime.CompilerServices;

namespace BasisTrees.Tests.Property;

/// <summary>The product and the oracle disagree; the message says in what.</summary>
internal sealed class TreesDisagreementException(string message) : Exception(message)
{
    public static void Unless(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] TreesDisagreementText otherwise)
    {
        if (!holds) throw new TreesDisagreementException(otherwise.ToString());
    }
}
