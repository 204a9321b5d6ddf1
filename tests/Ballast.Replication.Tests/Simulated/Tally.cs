namespace Ballast.Replication.Tests.Simulated;

/// <summary>What a run did. A run without faults says nothing.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int this[string what] => _counts.GetValueOrDefault(what);

    public void Add(string what, int count = 1) => _counts[what] = this[what] + count;

    public void Add(Tally other)
    {
        foreach (var (what, count) in other._counts)
            Add(what, count);
    }

    public override string ToString() => string.Join(", ", _counts.Select(static pair => $"{pair.Value} {pair.Key}"));
}
