using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Histories.Items;
using Ballast.Node.Calls;
using Ballast.Simulation.Clusters;

namespace Ballast.Simulation.Clients;

/// <summary>A client that asks for one thing or a few at a time, and looks for the leader by itself.</summary>
/// <remarks>
/// A write is asked for again only of a node that says that nothing came of it; without an answer its outcome is unknown. Stamps are true time, in ticks, and an
/// ordinal below them: what happens later in the same instant has a higher one.
/// </remarks>
internal sealed class Client(int number, Cluster cluster, Histories histories, Workload workload, Chance chance)
{
    private const int BurstMax = 6;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2), OperationWithin = TimeSpan.FromSeconds(6);
    private readonly Dictionary<GroupId, int> _leaders = [];

    /// <summary>Whether it begins nothing more.</summary>
    public bool IsOver { get; set; }

    /// <summary>Operations that are under way.</summary>
    public int UnderWay { get; private set; }

    public async Task RunAsync()
    {
        while (true)
        {
            await Rest(cluster.Weather.ThinkMax * chance.NextDouble());
            if (IsOver)
                return;
            if (cluster.IsQuiet)
                continue;
            var burst = chance.OneIn(6) ? 2 + chance.NextInt32(BurstMax - 1) : 1;
            await Task.WhenAll([.. Enumerable.Range(0, burst).Select(_ => OperateAsync(workload.NextItem()))]);
        }
    }

    /// <summary>Reads an item, consistently, until it is told; false when it is told nothing.</summary>
    public async Task<bool> ReadAsync(ItemName item) => await ReadAsync(item, new ItemOperation.Read());

    private async Task OperateAsync(ItemName item)
    {
        UnderWay++;
        var operation = workload.Next(item);
        if (operation is ItemOperation.Write write)
            await WriteAsync(item, write);
        else if (workload.MayBeStale(item))
            await ReadStaleAsync(item);
        else
            await ReadAsync(item, operation);
        UnderWay--;
    }

    private async Task WriteAsync(ItemName item, ItemOperation.Write write)
    {
        var recorded = histories.Begin(item, number, write);
        var pad = chance.NextInt32(cluster.Weather.PadBytesMax);
        var (outcome, call, _) = await AskLeaderAsync(item.Group, () => Items.Write(item.Key, write, pad), isWrite: true);
        if (outcome is CallOutcome.Done or CallOutcome.ConditionFailed)
            histories.Succeed(item, recorded, Items.ResultOf(write, call!));
        else if (outcome is not (null or CallOutcome.Unknown))
            histories.Fail(recorded, outcome.Value);
        else
            cluster.Tally.Add("operations of unknown outcome");
    }

    private async Task<bool> ReadAsync(ItemName item, ItemOperation operation)
    {
        var recorded = histories.Begin(item, number, operation);
        var (outcome, call, _) = await AskLeaderAsync(item.Group, () => Items.Read(item.Key, mayBeStale: false), isWrite: false);
        if (outcome == CallOutcome.Done)
            histories.Succeed(item, recorded, ItemResult.Told(Items.ImageOf(call!)));
        return outcome == CallOutcome.Done;
    }

    private async Task ReadStaleAsync(ItemName item)
    {
        var began = histories.Stamp();
        var machine = cluster.Machines[chance.NextInt32(Cluster.MachineCount)];
        var (outcome, call, life) = await AskAsync(machine, item.Group, Items.Read(item.Key, mayBeStale: true));
        if (outcome == CallOutcome.Done)
            histories.ReadStale(item, machine, life, began, Items.ImageOf(call!));
    }

    // From the one that led last on; each says at once whether it leads.
    private async Task<(CallOutcome? Outcome, TCall? Call, int Life)> AskLeaderAsync<TCall>(GroupId group, Func<TCall> make, bool isWrite)
        where TCall : ReplicaCall
    {
        var end = cluster.Now + OperationWithin;
        var at = _leaders.GetValueOrDefault(group, chance.NextInt32(Cluster.MachineCount));
        CallOutcome? last = null;
        while (cluster.Now < end)
        {
            var (outcome, call, life) = await AskAsync(cluster.Machines[at], group, make());
            if (outcome is CallOutcome.Done or CallOutcome.ConditionFailed)
            {
                _leaders[group] = at;
                return (outcome, call, life);
            }
            if (isWrite && outcome is null or CallOutcome.Unknown)
                return (outcome, null, life);
            last = outcome;
            at = (at + 1) % Cluster.MachineCount;
            await Rest(TimeSpan.FromMilliseconds(5 + chance.NextInt32(60)));
        }
        return (last, null, 0);
    }

    // Null without an answer in time. Whatever comes later is heard by nobody.
    private async Task<(CallOutcome? Outcome, TCall Call, int Life)> AskAsync<TCall>(Machine machine, GroupId group, TCall call)
        where TCall : ReplicaCall
    {
        var answered = new TaskCompletionSource<(CallOutcome?, int)>(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Network.CarryForClient(machine.Id, toNode: true, () =>
        {
            var life = machine.Life;
            machine.Serve(group, call, outcome => cluster.Network.CarryForClient(machine.Id, toNode: false, () => answered.TrySetResult((outcome, life))));
        });
        using var timer = cluster.Executors.Time.CreateTimer(_ => answered.TrySetResult((null, 0)), null, AnswerWithin, Timeout.InfiniteTimeSpan);
        var (outcome, life) = await answered.Task;
        cluster.Trace.Add((ulong)(number * 100 + (int)(outcome ?? (CallOutcome)99)));
        return (outcome, call, life);
    }

    private Task Rest(TimeSpan span) => Task.Delay(span, cluster.Executors.Time);
}
