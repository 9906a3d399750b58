namespace BasisTrees.Host.Text;

/// <summary>How ids and values are written on the command line.</summary>
internal enum ByteEncoding
{
    /// <summary>As UTF-8 text.</summary>
    Text,

    /// <summary>As hexadecimal digits of either case.</summary>
    Hex,

    /// <summary>As base64 with padding.</summary>
    Base64,
}
