using Ballast.Histories.Models;

namespace Ballast.Histories.Items;

/// <summary>One item as one copy would keep it.</summary>
public sealed class ItemModel : ISequentialModel<ItemImage, ItemOperation, ItemResult>
{
    private const string Unseen = "(unseen)";

    public static ItemModel Instance { get; } = new();

    public Transition<ItemImage, ItemResult> Apply(ItemImage state, ItemOperation operation)
    {
        if (operation is not ItemOperation.Write write)
            return new(state, ItemResult.Told(state));
        if (write.Condition is { } condition && !condition.Holds(state))
            return new(state, write.TellsWhatFailed ? ItemResult.FailedBy(state) : ItemResult.ConditionFailed);
        var next = Next(state, write);
        return new(next, write.Answer switch
        {
            ItemAnswer.Old => ItemResult.Told(state),
            ItemAnswer.New => ItemResult.Told(next),
            _ => ItemResult.Done,
        });
    }

    public Effect EffectOf(ItemOperation operation) => operation switch
    {
        ItemOperation.Read => Effect.None,
        ItemOperation.Write { Condition: not null } or ItemOperation.Update => Effect.Dependent,
        ItemOperation.Write { Answer: ItemAnswer.Old } => Effect.Overwrite,
        _ => Effect.Blind,
    };

    public bool ChangesNothing(ItemOperation operation, ItemResult result) => operation is ItemOperation.Read || !result.ConditionHeld;

    public bool TryObserve(ItemOperation operation, ItemResult result, out ItemImage state)
    {
        state = result.Image;
        return operation is ItemOperation.Read;
    }

    public IEnumerable<string> MarksSeen(ItemOperation operation, ItemResult result, bool hasResult)
    {
        if (operation is ItemOperation.Write { Condition: ItemCondition.TextIs condition })
            yield return condition.Text;
        if (hasResult && result.Image.Text is { } text)
            yield return text;
    }

    public ItemOperation WithoutMark(ItemOperation operation, IReadOnlySet<string> seen) => operation switch
    {
        ItemOperation.Put put => put with { Text = MarkOf(put.Text, seen) },
        ItemOperation.Update update => update with { Set = MarkOf(update.Set, seen) },
        _ => operation,
    };

    public ItemOperation WithoutAnswer(ItemOperation operation) =>
        operation is ItemOperation.Write write ? write with { Answer = ItemAnswer.Nothing, TellsWhatFailed = false } : operation;

    private static string? MarkOf(string? text, IReadOnlySet<string> seen) => text is null || seen.Contains(text) ? text : Unseen;

    private static ItemImage Next(ItemImage state, ItemOperation.Write write) => write switch
    {
        ItemOperation.Put put => ItemImage.Of(put.Text, put.Count),
        ItemOperation.Update update => ItemImage.Of(update.Set ?? state.Text, unchecked(state.Count + update.Add)),
        _ => ItemImage.Absent,
    };
}
