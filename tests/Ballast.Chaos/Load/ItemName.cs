namespace Ballast.Chaos.Load;

/// <summary>An item of the load. Items live for a while, their generation, so that no history grows without end.</summary>
public readonly record struct ItemName(string Table, int Generation, int Collection, int Number)
{
    private const int MarkedPerCollection = 3;

    /// <summary>Items of one collection: they have one partition key.</summary>
    public const int PerCollection = MarkedPerCollection + 1;

    public bool IsMarked => Number < MarkedPerCollection;

    public string Partition => $"{Generation}-{Collection}";

    public string Sort => $"{(IsMarked ? "marked" : "count")}-{Number}";

    public IEnumerable<ItemName> InCollection()
    {
        var item = this;
        return Enumerable.Range(0, PerCollection).Select(number => item with { Number = number });
    }

    public override string ToString() => $"{Table}/{Partition}/{Sort}";
}
