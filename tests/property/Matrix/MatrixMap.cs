namespace BasisTrees.Tests.Property;

/// <summary>Gives each byte of a file its class.</summary>
internal sealed class MatrixMap
{
    internal MatrixMap(byte[] bytes, string rest)
    {
        Classes = new string[bytes.Length];
        Classes.AsSpan().Fill(rest);
    }

    /// <summary>The class of each byte.</summary>
    internal string[] Classes { get; }

    /// <summary>Names the fields that stand one behind the other; what would lie behind the end of the file is left out.</summary>
    /// <returns>The offset behind the last field.</returns>
    internal int Fields(int offset, params ReadOnlySpan<(string Name, int Length)> fields)
    {
        foreach ((string name, int length) in fields)
        {
            for (int at = offset; at < Math.Min(offset + length, Classes.Length); at++) Classes[at] = name;
            offset += length;
        }

        return offset;
    }
}
