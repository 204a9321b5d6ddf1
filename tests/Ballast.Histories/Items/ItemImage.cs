namespace Ballast.Histories.Items;

/// <summary>All that clients of a history put into an item: a text, mostly one that no other write has, and a counter. The default is no item.</summary>
public readonly record struct ItemImage(bool Exists, string? Text, long Count)
{
    public static ItemImage Absent => default;

    public static ItemImage Of(string? text, long count = 0) => new(true, text, count);

    public override string ToString() => Exists ? $"{{{Text}, {Count}}}" : "absent";
}
