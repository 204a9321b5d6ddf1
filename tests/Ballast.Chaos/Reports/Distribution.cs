using System.Globalization;

namespace Ballast.Chaos.Reports;

/// <summary>Values of one measure, by nearest rank.</summary>
public sealed class Distribution(IEnumerable<double> values)
{
    private readonly List<double> _values = [.. values.Order()];

    public int Count => _values.Count;

    /// <summary>The least value that is not exceeded by so many of a hundred. Not a number without values.</summary>
    public double Percentile(double percent) =>
        _values.Count == 0 ? double.NaN : _values[Math.Clamp((int)Math.Ceiling(percent / 100 * _values.Count) - 1, 0, _values.Count - 1)];

    public double Max => Percentile(100);

    /// <summary>p50 / p95 / max.</summary>
    public override string ToString() =>
        _values.Count == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{Percentile(50):F2} / {Percentile(95):F2} / {Max:F2}");
}
