using Ballast.Foundation;

namespace Ballast.Bench.Workloads;

/// <summary>Ranks from 0 with zipfian popularity, rank 0 the most popular.</summary>
/// <remarks>
/// Gray, Sundaresan, Englert, Baclawski, Weinberger: Quickly Generating Billion-Record Synthetic Databases (SIGMOD 1994),
/// with the exponent 0.99 of YCSB. The normalising sum grows with the number of ranks, so a growing set costs only its growth.
/// </remarks>
internal sealed class Zipfian
{
    public const double Theta = 0.99;
    private const double Alpha = 1 / (1 - Theta);
    private static readonly double ZetaOfTwo = 1 + Math.Pow(0.5, Theta);
    private double _zeta;
    private double _eta;

    public Zipfian(long ranks) => Grow(ranks);

    /// <summary>For sets too large to sum over: the caller knows the normalising sum.</summary>
    public Zipfian(long ranks, double zeta)
    {
        Ranks = ranks;
        _zeta = zeta;
        _eta = EtaOf(ranks, zeta);
    }

    public long Ranks { get; private set; }

    public void Grow(long ranks)
    {
        for (var rank = Ranks + 1; rank <= ranks; rank++)
            _zeta += Math.Pow(rank, -Theta);
        Ranks = Math.Max(Ranks, ranks);
        _eta = EtaOf(Ranks, _zeta);
    }

    public long Next(Chance chance)
    {
        var u = chance.NextDouble();
        var scaled = u * _zeta;
        if (scaled < 1)
            return 0;
        if (scaled < ZetaOfTwo)
            return Math.Min(1, Ranks - 1);
        return Math.Min((long)(Ranks * Math.Pow(_eta * u - _eta + 1, Alpha)), Ranks - 1);
    }

    private static double EtaOf(long ranks, double zeta) =>
        ranks <= 2 ? 0 : (1 - Math.Pow(2.0 / ranks, 1 - Theta)) / (1 - ZetaOfTwo / zeta);
}
