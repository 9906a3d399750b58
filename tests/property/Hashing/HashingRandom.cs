using System.Globalization;

namespace BasisTrees.Tests.Property;

/// <summary>Random input of one test. The seed is printed with the test's output, and BASIS_SEED repeats it.</summary>
internal sealed class HashingRandom
{
    private readonly Random _random;

    internal HashingRandom()
    {
        string? stated = Environment.GetEnvironmentVariable("BASIS_SEED");
        Seed = stated is null ? Random.Shared.Next() : int.Parse(stated, CultureInfo.InvariantCulture);
        _random = new Random(Seed);
        Xunit.TestContext.Current.TestOutputHelper?.WriteLine($"BASIS_SEED={Seed}");
    }

    internal int Seed { get; }

    internal int Next(int minimum, int end) => _random.Next(minimum, end);

    internal byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}
