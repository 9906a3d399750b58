using System.Runtime.CompilerServices;
using System.Text;

namespace BasisTrees.Tests.Property;

/// <summary>The text of a disagreement, written only if there is one: most comparisons hold, and there are millions.</summary>
[InterpolatedStringHandler]
internal readonly ref struct TreesDisagreementText
{
    private readonly StringBuilder? _text;

    public TreesDisagreementText(int literalLength, int formattedCount, bool holds, out bool needed)
    {
        needed = !holds;
        if (needed) _text = new StringBuilder(literalLength + 16 * formattedCount);
    }

    public void AppendLiteral(string text) => _text!.Append(text);

    public void AppendFormatted<T>(T value) => _text!.Append(value);

    public override string ToString() => $"{_text}";
}
