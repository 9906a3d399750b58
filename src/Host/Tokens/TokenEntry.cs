namespace BasisTrees.Host.Tokens;

/// <summary>A token as the token file keeps it: never the token itself.</summary>
/// <param name="Name">Whose it is: 1 to 128 letters, digits, _ and -, once in a file.</param>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Hash">The SHA-256 of its text, 32 bytes.</param>
internal sealed record TokenEntry(string Name, TokenRole Role, ReadOnlyMemory<byte> Hash)
{
    /// <summary>Where its line begins in the file, in bytes.</summary>
    internal int Offset { get; init; }

    /// <summary>The length of its line in bytes, without the end of the line.</summary>
    internal int Length { get; init; }
}
