namespace BasisTrees.Host.Toml;

/// <summary>The types of TOML 1.0.</summary>
internal enum TomlKind
{
    /// <summary>Text, in any of the four notations.</summary>
    String,

    /// <summary>A signed 64-bit integer.</summary>
    Integer,

    /// <summary>An IEEE 754 binary64 number, infinities and not-a-number included.</summary>
    Float,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A date and a time with an offset from UTC.</summary>
    OffsetDateTime,

    /// <summary>A date and a time without an offset.</summary>
    LocalDateTime,

    /// <summary>A date alone.</summary>
    LocalDate,

    /// <summary>A time of day alone.</summary>
    LocalTime,

    /// <summary>A list of values, or the tables of <c>[[name]]</c> headers.</summary>
    Array,

    /// <summary>Keys with values: a header's table, a dotted key's table or an inline one.</summary>
    Table,
}
