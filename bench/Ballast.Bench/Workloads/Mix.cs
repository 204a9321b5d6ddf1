namespace Ballast.Bench.Workloads;

/// <summary>The shares of the operations in a workload, and how it chooses keys unless told otherwise.</summary>
/// <remarks>A to F are the core workloads of YCSB (Cooper et al., SoCC 2010); <c>get</c> and <c>put</c> are pure.</remarks>
internal sealed record Mix(string Name, KeyDistribution Distribution, params (Operation Operation, double Share)[] Shares)
{
    public const int ScanItemsMax = 100;

    public static readonly Mix[] All =
    [
        new("a", KeyDistribution.Zipfian, (Operation.Read, 0.5), (Operation.Update, 0.5)),
        new("b", KeyDistribution.Zipfian, (Operation.Read, 0.95), (Operation.Update, 0.05)),
        new("c", KeyDistribution.Zipfian, (Operation.Read, 1)),
        new("d", KeyDistribution.Latest, (Operation.Read, 0.95), (Operation.Insert, 0.05)),
        new("e", KeyDistribution.Zipfian, (Operation.Scan, 0.95), (Operation.Insert, 0.05)),
        new("f", KeyDistribution.Zipfian, (Operation.Read, 0.5), (Operation.ReadModifyWrite, 0.5)),
        new("get", KeyDistribution.Uniform, (Operation.Read, 1)),
        new("put", KeyDistribution.Uniform, (Operation.Put, 1)),
    ];

    public static Mix? Find(string name) =>
        Array.Find(All, mix => string.Equals(mix.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The operation at <paramref name="point"/> in [0, 1) of the shares laid end to end.</summary>
    public Operation At(double point)
    {
        foreach (var (operation, share) in Shares)
        {
            if (point < share)
                return operation;
            point -= share;
        }
        return Shares[^1].Operation;
    }
}
