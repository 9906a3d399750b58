namespace BasisTrees.Host.Api;

/// <summary>What a parameter may be.</summary>
internal enum ParameterForm
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Any bytes, each of which may be written as <c>%XX</c>.</summary>
    Bytes,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,
}
