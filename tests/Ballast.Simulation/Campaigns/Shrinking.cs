using Ballast.Replication.Members;
using Ballast.Simulation.Checks;
using Ballast.Simulation.Clusters;

namespace Ballast.Simulation.Campaigns;

/// <summary>Leaves out of a failing seed's schedule what it fails without, half by half and then fault by fault (Zeller's delta debugging).</summary>
internal sealed class Shrinking(ulong seed, Checker checker, PlantedBug planted = PlantedBug.None)
{
    private const int TriesMax = 60;
    private int _tries;

    /// <summary>The numbers of the faults with which it still fails in the same way.</summary>
    public IReadOnlyList<int> Smallest()
    {
        List<int> kept = [.. new Run(seed, planted).Faults.Select(static fault => fault.Number)];
        for (var size = (kept.Count + 1) / 2; size > 0; size /= 2)
            kept = WithoutChunks(kept, size);
        return kept;
    }

    private List<int> WithoutChunks(List<int> kept, int size)
    {
        for (var at = 0; at < kept.Count;)
        {
            List<int> rest = [.. kept.Take(at), .. kept.Skip(at + size)];
            if (Fails(rest))
                kept = rest;
            else
                at += size;
        }
        return kept;
    }

    private bool Fails(List<int> only)
    {
        if (++_tries > TriesMax)
            return false;
        try
        {
            new Run(seed, planted, only.ToHashSet()).Execute();
            return false;
        }
        catch (ViolationException e)
        {
            return e.Checker == checker;
        }
    }
}
