namespace Ballast.Bench.Measure;

/// <summary>What the generator itself used: processor time and allocated bytes of this process.</summary>
internal sealed class RecordingCost
{
    private TimeSpan _processor;
    private long _allocated;

    public void Begin()
    {
        _processor = Environment.CpuUsage.TotalTime;
        _allocated = GC.GetTotalAllocatedBytes();
    }

    public (TimeSpan Processor, long AllocatedBytes) End() =>
        (Environment.CpuUsage.TotalTime - _processor, GC.GetTotalAllocatedBytes() - _allocated);
}
