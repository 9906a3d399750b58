using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Key files: their form, and who may read them.</summary>
public sealed class BackupKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("basis-key-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_key_is_read_from_bytes_and_from_digits_alike()
    {
        byte[] bytes = [.. Enumerable.Range(0, 32).Select(i => (byte)(i * 7))];
        byte[] salt = new byte[BackupFormat.SaltLength];
        byte[] expected = BackupKey.FromBytes(bytes).DeriveKey(salt);
        string digits = Convert.ToHexString(bytes);
        Assert.Equal(expected, Read(bytes).DeriveKey(salt));
        foreach (string text in new[] { digits, digits.ToLowerInvariant(), digits + "\n", digits + "\r\n" })
            Assert.Equal(expected, Read([.. text.Select(c => (byte)c)]).DeriveKey(salt));
        Assert.NotEqual(expected, BackupKey.FromBytes(bytes).DeriveKey([1, .. salt[1..]]));
        Assert.NotEqual(expected[..16], BackupKey.FromBytes(bytes).DeriveCheck(salt));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(64)]
    [InlineData(5000)]
    public void Anything_else_is_no_key(int length)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, (byte)'g');
        StoreException refusal = Assert.Throws<BackupRefusedException>(() => Read(bytes));
        Assert.Contains("holds neither 32 bytes nor 64 hexadecimal digits", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void A_file_that_others_may_open_is_refused_and_its_key_not_named(UnixFileMode open)
    {
        byte[] digits = [.. Convert.ToHexString(new byte[32]).Select(c => (byte)c)];
        StoreException refusal = Assert.Throws<BackupRefusedException>(() => Read(digits, open));
        Assert.Contains("is open to others than its owner", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0000000000", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("a backup key", BackupBench.Key.ToString());
    }

    [Fact]
    public void A_file_that_is_missing_is_one_sentence()
    {
        StoreException refusal = Assert.Throws<BackupRefusedException>(() => BackupKey.Read(Path.Combine(_folder, "none")));
        Assert.Contains("cannot be read", refusal.Message, StringComparison.Ordinal);
    }

    private BackupKey Read(byte[] bytes, UnixFileMode open = UnixFileMode.None)
    {
        string path = Path.Combine(_folder, "key");
        File.WriteAllBytes(path, bytes);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | open);
        return BackupKey.Read(path);
    }
}
