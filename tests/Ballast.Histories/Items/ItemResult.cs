namespace Ballast.Histories.Items;

/// <summary>What an item's operation answers: that the condition held, and the image that was asked for; absent where none was.</summary>
public readonly record struct ItemResult(bool ConditionHeld, ItemImage Image)
{
    public static ItemResult Done => new(true, ItemImage.Absent);

    public static ItemResult ConditionFailed => new(false, ItemImage.Absent);

    public static ItemResult Told(ItemImage image) => new(true, image);

    public static ItemResult FailedBy(ItemImage image) => new(false, image);

    public override string ToString() => (ConditionHeld ? "done" : "condition failed") + (Image.Exists ? $" {Image}" : "");
}
