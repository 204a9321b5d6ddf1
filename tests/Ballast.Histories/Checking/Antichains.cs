using System.Runtime.InteropServices;

namespace Ballast.Histories.Checking;

/// <summary>For each place of the search the smallest sets of unknown operations with which it was reached.</summary>
/// <remarks>
/// Whoever reaches a place with more of them placed can do nothing from there that was not possible with fewer: an unknown operation need not be
/// placed at all. So a set is new only if none that is there is part of it.
/// </remarks>
internal sealed class Antichains<TPlace>
    where TPlace : notnull
{
    private readonly Dictionary<TPlace, List<OptionalSet>> _reached = [];

    public bool TryAdd(TPlace place, OptionalSet placed)
    {
        ref var sets = ref CollectionsMarshal.GetValueRefOrAddDefault(_reached, place, out _);
        if (sets is null)
        {
            sets = [placed];
            return true;
        }
        foreach (var set in sets)
            if (set.IsSubsetOf(placed))
                return false;
        sets.RemoveAll(placed.IsSubsetOf);
        sets.Add(placed);
        return true;
    }
}
