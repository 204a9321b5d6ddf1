using System.Diagnostics;
using Ballast.Bench.Measure;
using Ballast.Bench.Workloads;

namespace Ballast.Bench.Load;

/// <summary>What one load thread saw after its warm-up.</summary>
internal sealed class Recorder
{
    private const int ErrorTypesMax = 64;
    private static readonly double NanosPerTick = 1e9 / Stopwatch.Frequency;
    private readonly LatencyHistogram?[] _latencies = new LatencyHistogram?[Enum.GetValues<Operation>().Length];
    private readonly Dictionary<string, long> _errors = [];

    public IReadOnlyDictionary<string, long> Errors => _errors;

    /// <summary>When the last recorded operation ended.</summary>
    public long LastEndTicks { get; private set; }

    public LatencyHistogram? this[Operation operation] => _latencies[(int)operation];

    public void Succeeded(Operation operation, long fromTicks, long toTicks)
    {
        (_latencies[(int)operation] ??= new()).Record((long)((toTicks - fromTicks) * NanosPerTick));
        LastEndTicks = toTicks;
    }

    public void Failed(string error, long count = 1)
    {
        var name = _errors.Count < ErrorTypesMax || _errors.ContainsKey(error) ? error : "other";
        _errors[name] = _errors.GetValueOrDefault(name) + count;
    }

    public void Add(Recorder other)
    {
        for (var i = 0; i < _latencies.Length; i++)
        {
            if (other._latencies[i] is { } latencies)
                (_latencies[i] ??= new()).Add(latencies);
        }
        foreach (var (error, count) in other._errors)
            Failed(error, count);
        LastEndTicks = Math.Max(LastEndTicks, other.LastEndTicks);
    }
}
