using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Fleet;

namespace Ballast.Node.Tests.Infrastructure;

/// <summary>The storage as one process of several sees it: its calls are counted, held up, and no longer answered when the process is dead.</summary>
/// <remarks>A <em>step</em> is what changes something: a write, the making or dropping of a group.</remarks>
internal sealed class ProcessStorage(IStorage storage) : IStorage
{
    private static readonly Task<CallOutcome> Never = new TaskCompletionSource<CallOutcome>().Task;

    /// <summary>Steps until the process dies at the next one.</summary>
    public int StepsLeft { get; set; } = int.MaxValue;

    /// <summary>Whether the step at which it dies is carried out nevertheless.</summary>
    public bool DiesBehindTheStep { get; set; }

    public bool IsDead { get; private set; }
    public int RangeReads { get; private set; }
    public int LeaderCalls { get; private set; }

    /// <summary>Groups that were made, by their makings.</summary>
    public List<GroupId> Made { get; } = [];

    /// <summary>What the answers to range reads wait for, when they are known.</summary>
    public Task RangeReadsHeld { get; set; } = Task.CompletedTask;

    /// <summary>What the answers to writes wait for, when they are durable.</summary>
    public Task WritesHeld { get; set; } = Task.CompletedTask;

    /// <summary>What the making of groups waits for.</summary>
    public Task CreationsHeld { get; set; } = Task.CompletedTask;

    public IReadOnlyList<GroupId> LocalGroups => storage.LocalGroups;

    public ValueTask SubmitAsync(GroupId group, ReplicaCall call) => new(RunAsync(call is ItemWrite, async () =>
    {
        RangeReads += call is RangeRead ? 1 : 0;
        LeaderCalls += call is LeaderCall ? 1 : 0;
        await storage.SubmitAsync(group, call);
        if (call is RangeRead)
            await RangeReadsHeld;
        if (call is ItemWrite)
            await WritesHeld;
        return call.Outcome;
    }));

    public Task<CallOutcome> FoundAsync(GroupId root, PartitionSchema schema) => storage.FoundAsync(root, schema);

    public Task<CallOutcome> CreateGroupAsync(GroupId group, PartitionSchema schema) => RunAsync(isStep: true, async () =>
    {
        await CreationsHeld;
        var outcome = await storage.CreateGroupAsync(group, schema);
        if (outcome == CallOutcome.Done)
            Made.Add(group);
        return outcome;
    });

    public Task<CallOutcome> DropGroupAsync(GroupId group) => RunAsync(isStep: true, () => storage.DropGroupAsync(group));

    public Task<CallOutcome> DropLocalAsync(GroupId group) => RunAsync(isStep: true, () => storage.DropLocalAsync(group));

    public Task<PartitionFigures?> DescribeGroupAsync(GroupId group) => storage.DescribeGroupAsync(group);

    public Task<bool> MayHostAsync(GroupId group) => storage.MayHostAsync(group);

    private async Task<CallOutcome> RunAsync(bool isStep, Func<Task<CallOutcome>> call)
    {
        if (IsDead)
            return await Never;
        if (!isStep || StepsLeft-- > 0)
            return await call();
        IsDead = true;
        if (DiesBehindTheStep)
            await call();
        return await Never;
    }
}
