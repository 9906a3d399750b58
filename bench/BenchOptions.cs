using System.Diagnostics.CodeAnalysis;

namespace BasisTrees.Bench;

/// <summary>What to measure.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        dotnet run -c Release --project bench -- [options]
          --leaves N      keys in the tree (default 1000000; digests are pinned for 20000, 100000 and 1000000)
          --batch B       operations per proof and per digest (default 1000)
          --rounds R      how often each row is measured; the table shows the median (default 3)
          --seconds S     at least so long per round, where a row can be repeated (default 0: one pass)
          --no-prefetch   apply batches without warming the caches first
          --store DIR     also measure durable commits, in a new directory inside DIR
          --lasting DIR   measure only a store that outlives its process, in a new directory inside DIR: commits, latencies, opening, memory
          --http DIR      measure only the service over loopback HTTP, with a store in a new directory inside DIR: reads, proofs, writes
          --markdown      print the table of the README as well
          --json FILE     write everything, every round included, to a file
          --short         100000 leaves, one round: shows that all of it works and that the digests are right
          --kernels       the hash kernels alone, by BenchmarkDotNet
        """;

    public int Leaves { get; private set; } = 1_000_000;

    public int Batch { get; private set; } = 1_000;

    public int Rounds { get; private set; } = 3;

    public double Seconds { get; private set; }

    public bool Prefetches { get; private set; } = true;

    public string? StoreDirectory { get; private set; }

    public string? LastingDirectory { get; private set; }

    public string? HttpDirectory { get; private set; }

    /// <summary>Whether this process is the empty service that the floor is measured with, and how many bytes it answers.</summary>
    public int? EmptyAnswerBytes { get; private set; }

    public string? JsonFile { get; private set; }

    public bool IsMarkdown { get; private set; }

    public bool IsKernels { get; private set; }

    public bool IsHelp { get; private set; }

    public static bool TryParse(string[] args, [NotNullWhen(true)] out BenchOptions? options, [NotNullWhen(false)] out string? mistake)
    {
        var read = new BenchOptions();
        options = null;
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            if (read.TryFlag(name)) continue;
            string? value = i + 1 < args.Length ? args[++i] : null;
            if (read.TryValue(name, value)) continue;
            mistake = value is null ? $"{name} is not an option, or lacks its value." : $"'{name} {value}' cannot be understood.";
            return false;
        }

        mistake = null;
        options = read;
        return true;
    }

    private bool TryFlag(string name)
    {
        switch (name)
        {
            case "--short":
                Leaves = 100_000;
                Rounds = 1;
                return true;
            case "--no-prefetch":
                Prefetches = false;
                return true;
            case "--markdown":
                IsMarkdown = true;
                return true;
            case "--kernels":
                IsKernels = true;
                return true;
            case "--help" or "-h":
                IsHelp = true;
                return true;
            default:
                return false;
        }
    }

    private bool TryValue(string name, string? value)
    {
        int number = int.TryParse(value, out int whole) ? whole : -1;
        switch (name)
        {
            case "--leaves" when number is >= 1 and <= 100_000_000:
                Leaves = number;
                return true;
            case "--batch" when number is >= 1 and <= 1_000_000:
                Batch = number;
                return true;
            case "--rounds" when number is >= 1 and <= 1000:
                Rounds = number;
                return true;
            case "--seconds" when double.TryParse(value, out double seconds) && seconds is >= 0 and <= 3600:
                Seconds = seconds;
                return true;
            case "--store" when value is not null:
                StoreDirectory = value;
                return true;
            case "--lasting" when value is not null:
                LastingDirectory = value;
                return true;
            case "--http" when value is not null:
                HttpDirectory = value;
                return true;
            case "--empty-service" when number is >= 0 and <= 1 << 20: // started by --http
                EmptyAnswerBytes = number;
                return true;
            case "--json" when value is not null:
                JsonFile = value;
                return true;
            default:
                return false;
        }
    }
}
