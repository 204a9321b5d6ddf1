using Ballast.Chaos.Clusters;
using Ballast.Processes;

namespace Ballast.Chaos.Checks;

/// <summary>Asks nodes what replicas there are.</summary>
public sealed class ReplicaWatch(Cluster cluster)
{
    private const string Page = "/replicas";
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5), Pace = TimeSpan.FromMilliseconds(250);

    /// <summary>What the first node says that answers; null where none does.</summary>
    public async Task<ReplicaView?> LookAsync(IEnumerable<ClusterNode> except)
    {
        foreach (var node in cluster.Nodes.Except(except).Where(static node => node.IsRunning))
            if (await LookAsync(node) is { } view)
                return view;
        return null;
    }

    public static async Task<ReplicaView?> LookAsync(ClusterNode node)
    {
        using var client = node.LocalClient(AnswerMax);
        try
        {
            return new ReplicaView(ReplicaLine.Parse(await client.GetTextAsync(Page)));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return null;
        }
    }

    /// <summary>Looks until it sees what is waited for; the last view, and whether it was that.</summary>
    public async Task<(bool Seen, ReplicaView? View)> WaitAsync(Func<ReplicaView, bool> seen, TimeSpan waitMax, CancellationToken stop)
    {
        var deadline = DateTime.UtcNow + waitMax;
        ReplicaView? view = null;
        while (DateTime.UtcNow < deadline && !stop.IsCancellationRequested)
        {
            view = await LookAsync([]) ?? view;
            if (view is not null && seen(view))
                return (true, view);
            await Task.Delay(Pace, CancellationToken.None);
        }
        return (false, view);
    }
}
