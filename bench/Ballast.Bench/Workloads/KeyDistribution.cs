namespace Ballast.Bench.Workloads;

/// <summary>How popular each key is.</summary>
internal enum KeyDistribution
{
    /// <summary>All the same.</summary>
    Uniform,

    /// <summary>Zipfian with exponent 0.99, the popular keys scattered over the key space.</summary>
    Zipfian,

    /// <summary>Zipfian by age: the newest key is the most popular.</summary>
    Latest,
}
