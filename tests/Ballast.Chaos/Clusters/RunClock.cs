using System.Diagnostics;

namespace Ballast.Chaos.Clusters;

/// <summary>Microseconds since the run began, on the monotonic clock of the machine that all share.</summary>
public sealed class RunClock
{
    public const long PerSecond = 1_000_000;
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public long Now => (long)(_watch.Elapsed.TotalMicroseconds);

    public static long Of(TimeSpan span) => (long)span.TotalMicroseconds;
}
