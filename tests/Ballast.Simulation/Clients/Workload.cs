using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Histories.Items;

namespace Ballast.Simulation.Clients;

/// <summary>What clients ask for: each of a group's items is of one of the two kinds of <see cref="ItemDraw"/>.</summary>
internal sealed class Workload(Chance chance, IReadOnlyList<GroupId> groups)
{
    private const int MarkedPerGroup = 7, CountersPerGroup = 3;
    private readonly ItemDraw _draw = new(chance);

    /// <summary>Every item that may be written.</summary>
    public IEnumerable<ItemName> All => groups.SelectMany(static group => Enumerable.Range(0, MarkedPerGroup + CountersPerGroup).Select(i => Name(group, i)));

    public ItemName NextItem() => Name(groups[chance.NextInt32(groups.Count)], chance.NextInt32(chance.OneIn(3) ? 2 : MarkedPerGroup + CountersPerGroup));

    public ItemOperation Next(ItemName item) => chance.OneIn(3) ? new ItemOperation.Read() : item.IsMarked ? _draw.NextMarked() : _draw.NextCount();

    /// <summary>Whether a read of it may see an old state.</summary>
    public bool MayBeStale(ItemName item) => item.IsMarked && chance.OneIn(3);

    private static ItemName Name(GroupId group, int number) => new(group, number, number < MarkedPerGroup);
}

/// <summary>An item of a group.</summary>
internal readonly record struct ItemName(GroupId Group, int Number, bool IsMarked)
{
    public string Key => $"{(IsMarked ? "marked" : "count")}-{Number}";

    public override string ToString() => $"{Group}/{Key}";
}
