namespace Ballast.Simulation.Checks;

/// <summary>What a run did. A run without faults says nothing.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long this[string what] => _counts.GetValueOrDefault(what);

    public IEnumerable<KeyValuePair<string, long>> Counts => _counts;

    public void Add(string what, long count = 1) => _counts[what] = this[what] + count;

    public void Add(Tally other)
    {
        foreach (var (what, count) in other._counts)
            Add(what, count);
    }

    public override string ToString() => string.Join(", ", _counts.Select(static pair => $"{pair.Value} {pair.Key}"));
}
