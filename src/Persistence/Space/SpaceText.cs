using System.Globalization;

namespace BasisTrees.Persistence;

/// <summary>The sentences that tell a person why there is no room.</summary>
internal static class SpaceText
{
    internal static string NoFreeBytes(long bytes, long free, string location) => string.Create(
        CultureInfo.InvariantCulture,
        $"There is no room for {bytes} more bytes: {free} are free in {location}, of which {SpaceGuard.MarginBytes} are left alone; "
        + $"free some space and send the batch again.");

    internal static string QuotaUsed(long bytes, long used, long quota, string location) => string.Create(
        CultureInfo.InvariantCulture,
        $"There is no room for {bytes} more bytes: the files of the store in {location} have {used} of the {quota} that its quota allows.");

    internal static string NoReserve(long reserve, long? free, string location)
    {
        string found = free is { } bytes
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} are free in {location}")
            : $"{location} does not say how many are free";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The disk was full, and the store takes no batches until its reserve of {reserve} bytes can be set aside again: {found}; "
            + $"free some space and send the batch again.");
    }
}
