namespace BasisTrees.Tests.Property;

/// <summary>A type or a member of a type in a C# file.</summary>
/// <param name="Name">The name of a type; the first words of a member.</param>
/// <param name="IsType">Whether it is a type.</param>
/// <param name="Depth">How many types it stands in.</param>
/// <param name="FirstLine">The line of its first word after attributes, counted from 1.</param>
/// <param name="LastLine">The line of its last brace or semicolon.</param>
internal sealed record HouseBlock(string Name, bool IsType, int Depth, int FirstLine, int LastLine)
{
    /// <summary>Its length in lines.</summary>
    public int LineCount => LastLine - FirstLine + 1;
}
