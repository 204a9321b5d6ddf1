using Ballast.Foundation;
using BenchmarkDotNet.Attributes;

namespace Ballast.Bench.Micro.Foundation;

/// <summary>Drawing from the seeded generator.</summary>
public class Chances
{
    private readonly Chance _chance = new(1);

    [Benchmark]
    public ulong Word() => _chance.NextUInt64();

    [Benchmark]
    public int Bounded() => _chance.NextInt32(1_000_003);

    [Benchmark]
    public double Fraction() => _chance.NextDouble();
}
