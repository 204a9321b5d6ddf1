namespace Ballast.Histories.Items;

/// <summary>A condition on the image before a write.</summary>
public abstract record ItemCondition
{
    private ItemCondition()
    {
    }

    public abstract bool Holds(ItemImage before);

    public sealed record NotExists : ItemCondition
    {
        public override bool Holds(ItemImage before) => !before.Exists;

        public override string ToString() => "if there is none";
    }

    public sealed record Exists : ItemCondition
    {
        public override bool Holds(ItemImage before) => before.Exists;

        public override string ToString() => "if there is one";
    }

    public sealed record TextIs(string Text) : ItemCondition
    {
        public override bool Holds(ItemImage before) => before.Exists && before.Text == Text;

        public override string ToString() => $"if the text is {Text}";
    }

    public sealed record CountIs(long Count) : ItemCondition
    {
        public override bool Holds(ItemImage before) => before.Exists && before.Count == Count;

        public override string ToString() => $"if the count is {Count}";
    }
}
