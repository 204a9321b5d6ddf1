namespace Ballast.Chaos.Load;

/// <summary>When something went well, again and again.</summary>
/// <remarks>Thread-safe. Stamps need not come in order: answers overtake each other.</remarks>
public sealed class Timeline
{
    private readonly List<long> _stamps = [];
    private readonly Lock _lock = new();

    public void Add(long stamp)
    {
        lock (_lock)
            _stamps.Add(stamp);
    }

    /// <summary>The longest time between two neighbours, from the last one before the window to the first one behind it. Where there is none, the window ends it.</summary>
    public long LongestGap(long from, long to)
    {
        List<long> stamps;
        lock (_lock)
            stamps = [.. _stamps];
        stamps.Sort();
        List<long> seen =
        [
            stamps.Where(stamp => stamp <= from).DefaultIfEmpty(from).Last(),
            .. stamps.Where(stamp => stamp > from && stamp < to),
            stamps.Where(stamp => stamp >= to).DefaultIfEmpty(to).First(),
        ];
        return seen.Zip(seen.Skip(1), static (one, next) => next - one).Max();
    }
}
