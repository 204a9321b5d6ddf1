using Ballast.Chaos.Clusters;
using Ballast.Chaos.Grounds;
using Ballast.Foundation;

namespace Ballast.Chaos.Faults;

/// <summary>Draws faults: of each kind one before any comes again, as cards are dealt.</summary>
/// <remarks>Two at a time never make the loss of anything right: who is wiped, or is one of all, is alone.</remarks>
public sealed class FaultDeck(Cluster cluster, Ground ground, Chance chance, IReadOnlyList<FaultKind> only)
{
    private const int PairsAmong = 3, AnyAmong = 4;
    private readonly Forge _forge = new(cluster, ground, chance);
    private readonly Queue<FaultKind> _cards = new();

    /// <summary>One fault, or two that meet on different nodes.</summary>
    /// <param name="matters">Nodes that it would hurt; mostly these are struck.</param>
    public IReadOnlyList<Fault> Next(Func<ClusterNode, bool> matters)
    {
        var first = _forge.Make(Draw(), Victims(matters, []));
        if (IsAlone(first.Kind) || !chance.OneIn(PairsAmong))
            return [first];
        var kind = Draw();
        return IsAlone(kind) ? [_forge.Make(kind, Victims(matters, []))] : [first, _forge.Make(kind, Victims(matters, first.Nodes))];
    }

    private List<ClusterNode> Victims(Func<ClusterNode, bool> matters, IReadOnlyList<ClusterNode> taken)
    {
        var free = cluster.Nodes.Except(taken).ToList();
        var hurt = chance.OneIn(AnyAmong) ? [] : free.Where(matters).ToList();
        return hurt.Count > 0 ? hurt : free;
    }

    // The zones that a cut leaves out are needed whole.
    private static bool IsAlone(FaultKind kind) => kind is FaultKind.Wipe or FaultKind.Roll or FaultKind.CutZone or FaultKind.CutZoneOutward;

    private FaultKind Draw()
    {
        if (_cards.Count == 0)
        {
            var kinds = Enum.GetValues<FaultKind>().Where(kind => _forge.Can(kind) && (only.Count == 0 || only.Contains(kind))).ToList();
            while (kinds.Count > 0)
            {
                var at = chance.NextInt32(kinds.Count);
                _cards.Enqueue(kinds[at]);
                kinds.RemoveAt(at);
            }
        }
        return _cards.Dequeue();
    }
}
