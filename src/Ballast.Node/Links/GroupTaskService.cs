namespace Ballast.Node.Links;

/// <summary>Carries out what other nodes' control planes ask of this one.</summary>
internal sealed class GroupTaskService(NodeHost host, INodeNetwork network)
{
    // A control plane asks a few things at a time of each node.
    private const int TasksMax = 4096;
    private StorageNode? _node;
    private int _running;

    /// <summary>From here on there is a node to ask.</summary>
    public void Serve(StorageNode node) => Volatile.Write(ref _node, node);

    public void Close() => Volatile.Write(ref _node, null);

    /// <summary>What is too much, or comes too early, is not answered.</summary>
    public void Receive(GroupTask task)
    {
        if (Volatile.Read(ref _node) is not { } node)
            return;
        if (Interlocked.Increment(ref _running) > TasksMax)
            Interlocked.Decrement(ref _running);
        else
            host.Watch(RunAsync(node, task));
    }

    private async Task RunAsync(StorageNode node, GroupTask task)
    {
        try
        {
            network.Send(await AnswerAsync(node, task));
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task<GroupTaskAnswer> AnswerAsync(StorageNode node, GroupTask task)
    {
        var (from, to, id, group) = (host.Node, task.From, task.Id, task.Group);
        switch (task)
        {
            case LookAtGroup:
                var sight = node.Look(group);
                return new GroupLook(from, to, id, sight.Incarnation, sight.HasHistory, sight.Config, sight.IsUntouched);
            case MakeGroup make:
                return new GroupTaskDone(from, to, id, await node.CreateGroupAsync(group, make.Schema, make.Config));
            case DropGroup:
                return new GroupTaskDone(from, to, id, await node.DropGroupAsync(group));
            case CountGroup:
                return new GroupCounts(from, to, id, await node.DescribeGroupAsync(group));
            case ChecksumGroup:
                return new GroupChecksum(from, to, id, await node.ChecksumAsync(group));
            default:
                throw Foundation.Invariant.Unreachable("every task is carried out");
        }
    }
}
