using System.Diagnostics;

namespace Ballast.Bench.Load;

/// <summary>The constant schedule of an open loop: operation i is due at start + i × interval, whether the server keeps up or not.</summary>
/// <remarks>
/// What is due and finds no free connection stays due, and its latency counts from then: a stall of the server is charged
/// to every operation that it delayed, not only to those in flight (coordinated omission, after Gil Tene).
/// </remarks>
internal sealed class Pacer(long startTicks, double operationsPerSecond)
{
    private readonly double _ticksPerOperation = Stopwatch.Frequency / operationsPerSecond;
    private long _taken;

    /// <summary>When the next operation is due, in ticks of <see cref="Stopwatch"/>.</summary>
    public long NextDue => startTicks + (long)(_taken * _ticksPerOperation);

    public void Take() => _taken++;
}
