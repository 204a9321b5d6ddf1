namespace Ballast.Bench.Measure;

/// <summary>What a run cost beside its load: processor time and bytes allocated by the generator, and time stolen from the machine.</summary>
/// <param name="StolenMilliseconds">See <see cref="StolenTime"/>; null where it is not known.</param>
internal readonly record struct RunCost(TimeSpan Processor, long AllocatedBytes, long? StolenMilliseconds);

/// <summary>Counts a <see cref="RunCost"/> from one moment to another.</summary>
internal sealed class RecordingCost
{
    private TimeSpan _processor;
    private long _allocated;
    private long? _stolen;

    public void Begin()
    {
        _processor = Environment.CpuUsage.TotalTime;
        _allocated = GC.GetTotalAllocatedBytes();
        _stolen = StolenTime.Milliseconds();
    }

    public RunCost End() => new(
        Environment.CpuUsage.TotalTime - _processor, GC.GetTotalAllocatedBytes() - _allocated, StolenTime.Milliseconds() - _stolen);
}
