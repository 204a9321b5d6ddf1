using Ballast.Foundation;

namespace Ballast.Bench.Workloads;

/// <summary>Chooses the key of the next operation among those that are known to exist.</summary>
internal abstract class KeyChooser
{
    public static KeyChooser Create(KeyDistribution distribution, KeySpace keys) => distribution switch
    {
        KeyDistribution.Uniform => new UniformKeys(keys),
        KeyDistribution.Zipfian => new ScrambledKeys(keys.Prepared),
        KeyDistribution.Latest => new LatestKeys(keys),
        _ => throw new ArgumentOutOfRangeException(nameof(distribution)),
    };

    public abstract long Next(Chance chance);

    private sealed class UniformKeys(KeySpace keys) : KeyChooser
    {
        public override long Next(Chance chance) => (long)(chance.NextDouble() * keys.Acknowledged);
    }

    private sealed class LatestKeys(KeySpace keys) : KeyChooser
    {
        private readonly Zipfian _ages = new(keys.Acknowledged);

        public override long Next(Chance chance)
        {
            var count = keys.Acknowledged;
            if (count > _ages.Ranks)
                _ages.Grow(count);
            return count - 1 - _ages.Next(chance);
        }
    }

    /// <remarks>
    /// As YCSB scrambles: ranks among ten billion, hashed by 64-bit FNV onto the keys, so that the curve of popularity does
    /// not depend on how many keys there are. Keys inserted during the run are not chosen.
    /// </remarks>
    private sealed class ScrambledKeys(long keys) : KeyChooser
    {
        private const long RanksOfYcsb = 10_000_000_000;
        private const double ZetaOfYcsb = 26.46902820178302;
        private readonly Zipfian _ranks = new(RanksOfYcsb, ZetaOfYcsb);

        public override long Next(Chance chance) => (long)(Fnv.Hash(_ranks.Next(chance)) % (ulong)keys);
    }
}
