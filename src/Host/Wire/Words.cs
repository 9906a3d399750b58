using BasisTrees.Host.Tokens;

namespace BasisTrees.Host.Wire;

/// <summary>The words for key modes, kinds of operations and differences, and roles in JSON, files and on the command line.</summary>
internal static class Words
{
    private static readonly string[] Operations =
        ["unknown", "lookup", "insert", "update", "insert_or_update", "remove", "remove_if_exists", "update_long_by"];

    /// <summary>The word for the operation that sets an id to the commitment of a note, with its body as the value.</summary>
    internal const string PutNote = "put_note";

    /// <summary>The words for operations, for messages.</summary>
    internal static string OperationList => string.Join(", ", [.. Operations[1..], PutNote]);

    internal static string Of(KeyMode mode) => mode switch
    {
        KeyMode.Raw => "raw",
        KeyMode.Hashed => "hashed",
        _ => "padded",
    };

    internal static bool TryKeyMode(string word, out KeyMode mode)
    {
        for (mode = KeyMode.Raw; mode <= KeyMode.Padded; mode++)
        {
            if (string.Equals(word, Of(mode), StringComparison.Ordinal)) return true;
        }

        return false;
    }

    internal static string Of(TokenRole role) => role switch
    {
        TokenRole.Read => "read",
        TokenRole.Write => "write",
        _ => "admin",
    };

    internal static bool TryRole(string word, out TokenRole role)
    {
        for (role = TokenRole.Read; role <= TokenRole.Admin; role++)
        {
            if (string.Equals(word, Of(role), StringComparison.Ordinal)) return true;
        }

        return false;
    }

    internal static string Of(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Added => "added",
        DifferenceKind.Removed => "removed",
        _ => "changed",
    };

    internal static string Of(OperationKind kind) => (int)kind < Operations.Length ? Operations[(int)kind] : Operations[0];

    internal static bool TryOperation(string word, out OperationKind kind)
    {
        int index = Array.IndexOf(Operations, word, 1);
        kind = index < 0 ? OperationKind.UnknownModification : (OperationKind)index;
        return index >= 0;
    }
}
