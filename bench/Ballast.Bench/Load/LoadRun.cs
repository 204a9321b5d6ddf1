using System.Diagnostics;
using Ballast.Bench.Measure;
using Ballast.Bench.Wire;
using Ballast.Bench.Workloads;
using Ballast.Foundation;

namespace Ballast.Bench.Load;

/// <summary>One run of a load from beginning to end.</summary>
internal sealed class LoadRun(LoadOptions options)
{
    private readonly Chance _chance = new(options.Seed);
    private readonly RecordingCost _cost = new();

    public LoadReport Execute()
    {
        options.Validate();
        var keys = new KeySpace(options.Records);
        // Made before the schedule starts: a zipfian over many keys takes its time to sum up.
        var sources = Enumerable.Range(0, options.Threads).Select(_ => NewSource(keys)).ToArray();
        var start = Stopwatch.GetTimestamp();
        var recordFrom = start + (long)(options.WarmUp.TotalSeconds * Stopwatch.Frequency);
        var recorders = new Recorder[options.Threads];
        var loops = new LoadLoop[options.Threads];
        for (var i = 0; i < loops.Length; i++)
            loops[i] = NewLoop(i, sources[i], start, recordFrom, recorders[i] = new Recorder());
        RunAll(loops, recordFrom);
        var cost = _cost.End();

        foreach (var other in recorders.Skip(1))
            recorders[0].Add(other);
        return LoadReport.From(options, recorders[0], recordFrom, cost);
    }

    private MixSource NewSource(KeySpace keys) => new(
        options.Mix, keys, KeyChooser.Create(options.Distribution ?? options.Mix.Distribution, keys), _chance.Fork());

    private LoadLoop NewLoop(int index, MixSource source, long start, long recordFrom, Recorder recorder)
    {
        var end = options.Operations is null ? recordFrom + (long)(options.Duration.TotalSeconds * Stopwatch.Frequency) : long.MaxValue;
        var plan = new LoadPlan(
            (int)ShareOf(options.Connections, index), start, recordFrom, end,
            options.Operations is { } operations ? ShareOf(operations, index) : long.MaxValue,
            options.Rate / options.Threads, options.Shape.ItemBytes / 2);
        return new LoadLoop(
            options.Endpoint, plan, source,
            new RequestRenderer(options.Endpoint, options.Shape, options.NewSigner(), _chance.Fork(), new(options.ConsistentReads, 1)),
            recorder);
    }

    private long ShareOf(long whole, int index) => whole / options.Threads + (index < whole % options.Threads ? 1 : 0);

    private void RunAll(LoadLoop[] loops, long recordFrom)
    {
        Exception? failure = null;
        var threads = Array.ConvertAll(loops, loop => new Thread(() =>
        {
            try
            {
                loop.Run();
            }
            catch (Exception caught)
            {
                // The first one is thrown again below, on the caller's thread.
                Interlocked.CompareExchange(ref failure, caught, null);
            }
        }));
        foreach (var thread in threads)
            thread.Start();
        var warmUpLeft = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), recordFrom);
        if (warmUpLeft > TimeSpan.Zero)
            threads[0].Join(warmUpLeft);
        _cost.Begin();
        foreach (var thread in threads)
            thread.Join();
        if (failure is not null)
            throw new InvalidOperationException("the load failed: " + failure.Message, failure);
    }
}
