using Ballast.Chaos.Clusters;
using Ballast.Foundation;
using Ballast.Histories.Items;

namespace Ballast.Chaos.Load;

/// <summary>What the clients of one table ask for.</summary>
/// <remarks>Thread-safe: they share it.</remarks>
public sealed class Workload(string table, Chance chance, RunClock clock)
{
    private const int CollectionsPerGeneration = 4, QueriesAmong = 12, ReadsAmong = 3, PaceMillisecondsMax = 24, PadsAmong = 6, PadBytesMax = 200_000;
    private static readonly long GenerationLength = 12 * RunClock.PerSecond;
    private readonly Lock _lock = new();
    private readonly ItemDraw _draw = new(chance, table + ".");

    public string Table => table;

    public Chore Next()
    {
        lock (_lock)
        {
            var item = NextItem();
            if (chance.OneIn(QueriesAmong))
                return new Chore(item, ChoreKind.Query, new ItemOperation.Read());
            if (chance.OneIn(ReadsAmong))
                return new Chore(item, item.IsMarked && chance.OneIn(2) ? ChoreKind.EventualRead : ChoreKind.Operation, new ItemOperation.Read());
            return new Chore(item, ChoreKind.Operation, ItemRequests.AsTheApiHasIt(item.IsMarked ? _draw.NextMarked() : _draw.NextCount()), chance.OneIn(PadsAmong) ? chance.NextInt32(PadBytesMax) : 0);
        }
    }

    public TimeSpan NextPace()
    {
        lock (_lock)
            return TimeSpan.FromMilliseconds(chance.NextInt32(PaceMillisecondsMax));
    }

    public T Pick<T>(IReadOnlyList<T> among)
    {
        lock (_lock)
            return among[chance.NextInt32(among.Count)];
    }

    private ItemName NextItem() =>
        new(table, (int)(clock.Now / GenerationLength), chance.NextInt32(CollectionsPerGeneration), chance.NextInt32(ItemName.PerCollection));
}

/// <summary>One thing that a client does.</summary>
public readonly record struct Chore(ItemName Item, ChoreKind Kind, ItemOperation Operation, int PadBytes = 0);

public enum ChoreKind
{
    /// <summary>A write, or a consistent read.</summary>
    Operation,
    EventualRead,

    /// <summary>A consistent read of the item's whole collection.</summary>
    Query,
}
