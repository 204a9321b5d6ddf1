using Ballast.Chaos.Clusters;

namespace Ballast.Chaos.Checks;

/// <summary>Sees, during a round of faults, when the groups do without the nodes that were struck.</summary>
/// <remarks>It looks at replicas a few times a second, and a look waits for whoever does not answer: so the times are upper bounds.</remarks>
internal sealed class RoundWatch(ReplicaWatch replicas, RunClock clock, IReadOnlyList<ClusterNode> struck)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    /// <summary>Seconds from now on; not a number for what was not seen before it was told to stop.</summary>
    public async Task<(double LogReplica, double Replaced)> RunAsync(CancellationToken stop)
    {
        var began = clock.Now;
        var (logReplica, replaced) = (double.NaN, double.NaN);
        while (!stop.IsCancellationRequested)
        {
            if (await replicas.LookAsync(struck) is { Lines.Count: > 0 } view)
            {
                var now = (double)(clock.Now - began) / RunClock.PerSecond;
                var others = view.Lines.Where(line => struck.All(node => node.Number != line.Node));
                if (double.IsNaN(logReplica) && others.Any(static line => line.Held is null))
                    logReplica = now;
                if (double.IsNaN(replaced) && others.Count() == view.Lines.Count)
                    replaced = now;
            }
            await Task.Delay(Pace, CancellationToken.None);
        }
        return (logReplica, replaced);
    }
}
