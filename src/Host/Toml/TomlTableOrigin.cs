namespace BasisTrees.Host.Toml;

/// <summary>What brought a table into being, which decides what may still be added to it.</summary>
internal enum TomlTableOrigin
{
    /// <summary>It only lies on the way to a table of a header; one header or one group of dotted keys may still define it.</summary>
    Implied,

    /// <summary>A header defined it, or it is the root: closed for dotted keys from outside and for a second header.</summary>
    Header,

    /// <summary>A dotted key defined it: more dotted keys may add to it, and headers tables below it.</summary>
    Dotted,

    /// <summary>It is an inline table: complete at its closing brace.</summary>
    Inline,
}
