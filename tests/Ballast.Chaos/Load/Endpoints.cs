using Ballast.Chaos.Clusters;
using Ballast.Processes;

namespace Ballast.Chaos.Load;

/// <summary>One client's way to all nodes. It keeps away for a while from one that did not answer.</summary>
public sealed class Endpoints(IReadOnlyList<DynamoClient> nodes, RunClock clock)
{
    private static readonly long ShunLength = 2 * RunClock.PerSecond;
    private readonly long[] _shunnedUntil = new long[nodes.Count];

    public DynamoClient Pick(Workload workload)
    {
        var now = clock.Now;
        var open = nodes.Where((_, node) => _shunnedUntil[node] <= now).ToList();
        return workload.Pick(open.Count > 0 ? open : nodes);
    }

    public void Shun(DynamoClient client) => _shunnedUntil[nodes.Index().First(node => node.Item == client).Index] = clock.Now + ShunLength;
}
