using BasisTrees.Host.Configuration;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Sizes, durations, counts and addresses: what is read, what is refused, and that what is shown reads back.</summary>
public sealed class ConfigurationUnitTests
{
    [Theory]
    [InlineData("1GB", 1_000_000_000, "1GB")]
    [InlineData("1GiB", 1L << 30, "1GiB")]
    [InlineData("2GB", 2_000_000_000, "2GB")]
    [InlineData("64 MiB", 64L << 20, "64MiB")]
    [InlineData("1MB", 1_000_000, "1MB")]
    [InlineData("3KB", 3_000, "3KB")]
    [InlineData("3KiB", 3_072, "3KiB")]
    [InlineData("512B", 512, "512B")]
    [InlineData("1024B", 1024, "1KiB")]
    [InlineData("0B", 0, "0B")]
    [InlineData("0GiB", 0, "0B")]
    [InlineData("8589934591GiB", 8589934591L << 30, "8589934591GiB")]
    [InlineData("9223372036854775807B", long.MaxValue, "9223372036854775807B")]
    public void SizesAreRead(string text, long bytes, string shown)
    {
        Assert.True(ByteSize.TryParse(text, out ByteSize size));
        Assert.Equal(bytes, size.Bytes);
        Assert.Equal(shown, size.ToString());
        Assert.True(ByteSize.TryParse(shown, out ByteSize again));
        Assert.Equal(size, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("GB")]
    [InlineData("-1GB")]
    [InlineData("+1GB")]
    [InlineData("1.5GB")]
    [InlineData("1_000B")]
    [InlineData("01GB")]
    [InlineData("1gb")]
    [InlineData("1Gb")]
    [InlineData("1kB")]
    [InlineData("1K")]
    [InlineData("1TB")]
    [InlineData("1  GB")]
    [InlineData("1\tGB")]
    [InlineData(" 1GB")]
    [InlineData("1GB ")]
    [InlineData("1 ")]
    [InlineData("1GB1")]
    [InlineData("8589934592GiB")]
    [InlineData("9223372036854775808B")]
    [InlineData("\u0661GB")]
    public void SizesThatAreNoneAreRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData("30 days", 30L * 86_400_000, "30 days")]
    [InlineData("1 hour", 3_600_000, "1 hour")]
    [InlineData("500 ms", 500, "500 ms")]
    [InlineData("500ms", 500, "500 ms")]
    [InlineData("1 day", 86_400_000, "1 day")]
    [InlineData("24h", 86_400_000, "1 day")]
    [InlineData("90 min", 5_400_000, "90 minutes")]
    [InlineData("15 s", 15_000, "15 seconds")]
    [InlineData("1 seconds", 1_000, "1 second")]
    [InlineData("0 days", 0, "0 ms")]
    [InlineData("1500 milliseconds", 1_500, "1500 ms")]
    public void DurationsAreRead(string text, long milliseconds, string shown)
    {
        Assert.True(Duration.TryParse(text, out Duration duration));
        Assert.Equal(milliseconds, duration.Milliseconds);
        Assert.Equal(milliseconds, duration.TimeSpan.TotalMilliseconds);
        Assert.Equal(shown, duration.ToString());
        Assert.True(Duration.TryParse(shown, out Duration again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("days")]
    [InlineData("-1 day")]
    [InlineData("1.5 hours")]
    [InlineData("1 month")]
    [InlineData("1 m")]
    [InlineData("1 Day")]
    [InlineData("1 hour 30 minutes")]
    [InlineData("10675200 days")]
    [InlineData("9223372036854775807 days")]
    public void DurationsThatAreNoneAreRefused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("1000", "operations", 1000)]
    [InlineData("1000 operations", "operations", 1000)]
    [InlineData("1 operation", "operations", 1)]
    [InlineData("1 batch", "batches", 1)]
    [InlineData("2batches", "batches", 2)]
    [InlineData("0", "batches", 0)]
    public void CountsAreRead(string text, string plural, long expected)
    {
        Assert.True(Count.TryParse(text, plural, out Count count));
        Assert.Equal(expected, count.Value);
        Assert.Equal(expected.ToString(System.Globalization.CultureInfo.InvariantCulture), count.ToString());
    }

    [Theory]
    [InlineData("", "operations")]
    [InlineData("operations", "operations")]
    [InlineData("2 operation", "operations")]
    [InlineData("10 batches", "operations")]
    [InlineData("-1", "operations")]
    [InlineData("1e3", "operations")]
    [InlineData("1,000", "operations")]
    [InlineData("9223372036854775808", "operations")]
    public void CountsThatAreNoneAreRefused(string text, string plural) => Assert.False(Count.TryParse(text, plural, out _));

    [Theory]
    [InlineData("127.0.0.1:7425", "127.0.0.1:7425")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("localhost:80", "127.0.0.1:80")]
    [InlineData("[::1]:65535", "[::1]:65535")]
    [InlineData("0.0.0.0:1", "0.0.0.0:1")]
    public void AddressesAreRead(string text, string shown)
    {
        Assert.True(ListenAddress.TryParse(text, out System.Net.IPEndPoint? endPoint));
        Assert.Equal(shown, endPoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("80")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1:080000")]
    [InlineData("127.0.0.1: 80")]
    [InlineData("127.1:80")]
    [InlineData("0x7f000001:80")]
    [InlineData("::1:80")]
    [InlineData("[::1]")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("[:80")]
    [InlineData("example.org:80")]
    [InlineData("http://127.0.0.1:80")]
    public void AddressesThatAreNoneAreRefused(string text) => Assert.False(ListenAddress.TryParse(text, out _));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("listen", "listen", 0)]
    [InlineData("listn", "listen", 1)]
    [InlineData("lisetn", "listen", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    public void TheDistanceOfNamesCountsEditsAndSwaps(string left, string right, int distance)
    {
        Assert.Equal(distance, EditDistance.Between(left, right));
        Assert.Equal(distance, EditDistance.Between(right, left));
        Assert.Equal(0, EditDistance.Between(new string('x', 100_000), new string('x', 64)));
    }
}
