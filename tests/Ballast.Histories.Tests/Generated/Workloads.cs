using Ballast.Foundation;
using Ballast.Histories.Items;

namespace Ballast.Histories.Tests.Generated;

/// <summary>What clients ask of an item.</summary>
internal static class Workloads
{
    /// <summary>Everything, with few texts and small numbers, so that much is equal to much.</summary>
    public static ItemOperation Crowded(Chance chance, int ordinal) => Any(chance, Text(chance));

    /// <summary>Everything, with a text of its own for each write.</summary>
    public static ItemOperation Mixed(Chance chance, int ordinal) => Any(chance, $"t{ordinal}");

    /// <summary>Reads and unconditional writes that nobody asks more of than that they are done, each with a text of its own.</summary>
    public static ItemOperation Register(Chance chance, int ordinal) => chance.OneIn(2) ? new ItemOperation.Read() : new ItemOperation.Put($"t{ordinal}");

    /// <summary>The same with deletions, which all leave the same.</summary>
    public static ItemOperation RegisterWithDeletions(Chance chance, int ordinal) => chance.OneIn(8) ? new ItemOperation.Delete() : Register(chance, ordinal);

    public static ItemOperation Counter(Chance chance, int ordinal) =>
        chance.OneIn(4) ? new ItemOperation.Read() : new ItemOperation.Update(1) { Answer = chance.OneIn(2) ? ItemAnswer.New : ItemAnswer.Nothing };

    private static ItemOperation Any(Chance chance, string text) => chance.NextInt32(10) switch
    {
        0 or 1 or 2 => new ItemOperation.Read(),
        3 => new ItemOperation.Put(text) { Answer = Answer(chance) },
        4 => new ItemOperation.Delete { Answer = Answer(chance) },
        5 => new ItemOperation.Put(text, chance.NextInt32(3)) { Condition = Condition(chance), Answer = Answer(chance), TellsWhatFailed = chance.OneIn(2) },
        6 => new ItemOperation.Delete { Condition = Condition(chance), TellsWhatFailed = chance.OneIn(2) },
        7 => new ItemOperation.Update(1, chance.OneIn(2) ? text : null) { Condition = Condition(chance), Answer = Answer(chance) },
        _ => new ItemOperation.Update(1 + chance.NextInt32(2)) { Answer = Answer(chance) },
    };

    private static ItemAnswer Answer(Chance chance) => (ItemAnswer)chance.NextInt32(3);

    private static string Text(Chance chance) => $"t{chance.NextInt32(2)}";

    private static ItemCondition Condition(Chance chance) => chance.NextInt32(4) switch
    {
        0 => new ItemCondition.NotExists(),
        1 => new ItemCondition.Exists(),
        2 => new ItemCondition.TextIs(Text(chance)),
        _ => new ItemCondition.CountIs(chance.NextInt32(4)),
    };
}
