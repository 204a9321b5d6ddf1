using Ballast.Foundation;

namespace Ballast.Histories.Items;

/// <summary>What clients ask of items, drawn. Items are of two kinds: every write to a marked one leaves a text of its own; counters are mostly added to.</summary>
public sealed class ItemDraw(Chance chance, string prefix = "t")
{
    private int _texts;

    public ItemOperation.Write NextMarked()
    {
        ItemOperation.Write write = chance.NextInt32(10) switch
        {
            0 => new ItemOperation.Delete(),
            < 4 => new ItemOperation.Update(1, NextText()),
            _ => new ItemOperation.Put(NextText(), chance.NextInt32(4)),
        };
        return chance.OneIn(3) ? Conditional(write) : Asking(write);
    }

    public ItemOperation.Write NextCount() => chance.NextInt32(12) switch
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
            _ => new ItemCondition.TextIs($"{prefix}{Math.Max(1, _texts - chance.NextInt32(8))}"),
        },
        TellsWhatFailed = chance.OneIn(2),
    };

    private ItemOperation.Write Asking(ItemOperation.Write write) => write with { Answer = (ItemAnswer)chance.NextInt32(3) };

    private string NextText() => $"{prefix}{++_texts}";
}
