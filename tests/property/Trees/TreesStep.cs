using System.Text;

namespace BasisTrees.Tests.Property;

/// <summary>One step of a history; only Apply and Preview have operations.</summary>
internal sealed record TreesStep(TreesStepKind Kind, params Operation[] Operations)
{
    public override string ToString() => $"{Kind}{string.Concat(Operations.Select(Text))}";

    private static string Text(Operation operation)
    {
        StringBuilder text = new($" {operation.Kind}({Convert.ToHexStringLower(operation.Key.Span)}");
        if (operation.Kind is OperationKind.Insert or OperationKind.Update or OperationKind.InsertOrUpdate)
            text.Append($", {Convert.ToHexStringLower(operation.Value.Span)}");
        if (operation.Kind == OperationKind.UpdateLongBy) text.Append($", {operation.Delta}");
        return text.Append(')').ToString();
    }
}
