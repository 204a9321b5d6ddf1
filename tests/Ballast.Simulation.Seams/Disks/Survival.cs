using Ballast.Foundation;

namespace Ballast.Simulation.Disks;

/// <summary>How much of one file's unsynced work outlives a power cut: nothing, everything, or each piece by its own coin.</summary>
public readonly record struct Survival(double Share)
{
    public static Survival Draw(Chance chance) => chance.NextInt32(4) switch
    {
        0 => new Survival(0),
        1 => new Survival(1),
        _ => new Survival(chance.NextDouble()),
    };

    /// <summary>Which of <paramref name="versions"/> unsynced versions of one thing survives; -1 for the last durable one.</summary>
    public int Pick(Chance chance, int versions)
    {
        if (Share >= 1)
            return versions - 1;
        return chance.NextDouble() < Share ? chance.NextInt32(versions) : -1;
    }

    public bool Keeps(Chance chance) => Pick(chance, 1) == 0;
}
