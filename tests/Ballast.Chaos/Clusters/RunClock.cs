namespace Ballast.Chaos.Clusters;

/// <summary>Microseconds since the run began, on the monotonic clock of the machine that all share.</summary>
public sealed class RunClock(TimeProvider time)
{
    public const long PerSecond = 1_000_000;
    private readonly long _began = time.GetTimestamp();

    public long Now => Of(time.GetElapsedTime(_began));

    public static long Of(TimeSpan span) => (long)span.TotalMicroseconds;
}
