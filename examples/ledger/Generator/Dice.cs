namespace BasisTrees.Examples.Ledger;

/// <summary>Numbers that look random and are the same for the same seed, on every machine and in every version: SplitMix64.</summary>
internal sealed class Dice(long seed)
{
    private ulong _state = unchecked((ulong)seed);

    /// <summary>A number from 0 up to, and without, a bound.</summary>
    internal int Next(int bound)
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            return (int)(((UInt128)z * (uint)bound) >> 64);
        }
    }
}
