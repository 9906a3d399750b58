namespace BasisTrees.Host.Toml;

/// <summary>
/// A time of day; the second may be 60, a leap second (which is why this is not <see cref="TimeOnly"/>), and the fraction is
/// truncated to nanoseconds.
/// </summary>
internal readonly record struct TomlTime(int Hour, int Minute, int Second, int Nanosecond)
{
    /// <summary>The time as <c>hh:mm:ss</c>, with a fraction without trailing zeros where there is one.</summary>
    public override string ToString()
    {
        string seconds = FormattableString.Invariant($"{Hour:D2}:{Minute:D2}:{Second:D2}");
        return Nanosecond == 0 ? seconds : FormattableString.Invariant($"{seconds}.{Nanosecond:D9}").TrimEnd('0');
    }
}
