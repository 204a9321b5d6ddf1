using Ballast.Foundation.Executors;
using Ballast.Node.Replicas;

namespace Ballast.Node.Groups;

/// <summary>Hands every lead of a node over, and ends when it leads nothing that another could lead, or when it has waited long enough.</summary>
internal sealed class HandOver(NodeHost host)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = 1;

    public async Task RunAsync(IEnumerable<Replica> replicas)
    {
        host.StandBack();
        foreach (var replica in replicas)
        {
            Interlocked.Increment(ref _left);
            replica.Executor.Post(() => replica.Membership.HandOver(Ended));
        }
        using var timer = host.After(host.Limits.Member.Patience, () => _done.TrySetResult());
        Ended();
        await _done.Task;
    }

    private void Ended()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _done.TrySetResult();
    }
}
