namespace Ballast.Histories.Items;

/// <summary>What a client asks of one item.</summary>
public abstract record ItemOperation
{
    private ItemOperation()
    {
    }

    /// <summary>A consistent read of the whole item.</summary>
    public sealed record Read : ItemOperation
    {
        public override string ToString() => "read";
    }

    /// <summary>A write, under a condition or none, that asks for an image or none.</summary>
    public abstract record Write : ItemOperation
    {
        public ItemCondition? Condition { get; init; }
        public ItemAnswer Answer { get; init; }

        /// <summary>Whether a failed condition is to tell the image that it saw.</summary>
        public bool TellsWhatFailed { get; init; }

        protected string Suffix => (Condition is null ? "" : $" {Condition}") + (Answer == ItemAnswer.Nothing ? "" : $", asks for the {Answer} image");
    }

    /// <summary>Replaces the item. <paramref name="Count"/> is what its counter starts with.</summary>
    public sealed record Put(string? Text, long Count = 0) : Write
    {
        public override string ToString() => $"put {ItemImage.Of(Text, Count)}{Suffix}";
    }

    public sealed record Delete : Write
    {
        public override string ToString() => $"delete{Suffix}";
    }

    /// <summary>Adds to the counter, and sets the text where one is given. An item that is not there is made.</summary>
    public sealed record Update(long Add, string? Set = null) : Write
    {
        public override string ToString() => $"add {Add}{(Set is null ? "" : $" and set {Set}")}{Suffix}";
    }
}

/// <summary>The image that a write that succeeds answers with.</summary>
public enum ItemAnswer
{
    Nothing,
    Old,
    New,
}
