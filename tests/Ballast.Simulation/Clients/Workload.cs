using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Histories.Items;

namespace Ballast.Simulation.Clients;

/// <summary>What clients ask for. Each of a group's items is of one of two kinds: every write to a marked one leaves a text of its own; counters are mostly added to.</summary>
internal sealed class Workload(Chance chance, IReadOnlyList<GroupId> groups)
{
    private const int MarkedPerGroup = 7, CountersPerGroup = 3;
    private int _texts;

    /// <summary>Every item that may be written.</summary>
    public IEnumerable<ItemName> All => groups.SelectMany(static group => Enumerable.Range(0, MarkedPerGroup + CountersPerGroup).Select(i => Name(group, i)));

    public ItemName NextItem() => Name(groups[chance.NextInt32(groups.Count)], chance.NextInt32(chance.OneIn(3) ? 2 : MarkedPerGroup + CountersPerGroup));

    public ItemOperation Next(ItemName item) => chance.OneIn(3) ? new ItemOperation.Read() : item.IsMarked ? NextMarked() : NextCount();

    /// <summary>Whether a read of it may see an old state.</summary>
    public bool MayBeStale(ItemName item) => item.IsMarked && chance.OneIn(3);

    private ItemOperation.Write NextMarked()
    {
        ItemOperation.Write write = chance.NextInt32(10) switch
        {
            0 => new ItemOperation.Delete(),
            < 4 => new ItemOperation.Update(1, NextText()),
            _ => new ItemOperation.Put(NextText(), chance.NextInt32(4)),
        };
        return chance.OneIn(3) ? Conditional(write) : Asking(write);
    }

    private ItemOperation.Write NextCount() => chance.NextInt32(12) switch
    {
        0 => new ItemOperation.Put(null, chance.NextInt32(100)),
        1 => Conditional(new ItemOperation.Update(1)),
        _ => Asking(new ItemOperation.Update(1 + chance.NextInt32(3))),
    };

    private ItemOperation.Write Conditional(ItemOperation.Write write) => write with
    {
        Condition = chance.NextInt32(4) switch
        {
            0 => new ItemCondition.NotExists(),
            1 => new ItemCondition.Exists(),
            2 => new ItemCondition.CountIs(chance.NextInt32(4)),
            _ => new ItemCondition.TextIs($"t{Math.Max(1, _texts - chance.NextInt32(8))}"),
        },
        TellsWhatFailed = chance.OneIn(2),
    };

    private ItemOperation.Write Asking(ItemOperation.Write write) => write with { Answer = (ItemAnswer)chance.NextInt32(3) };

    private string NextText() => $"t{++_texts}";

    private static ItemName Name(GroupId group, int number) => new(group, number, number < MarkedPerGroup);
}

/// <summary>An item of a group.</summary>
internal readonly record struct ItemName(GroupId Group, int Number, bool IsMarked)
{
    public string Key => $"{(IsMarked ? "marked" : "count")}-{Number}";

    public override string ToString() => $"{Group}/{Key}";
}
