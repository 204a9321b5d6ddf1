using Ballast.Foundation;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Fleet;
using Ballast.Node.Links;
using Ballast.Node.Replicas;
using Ballast.Simulation.Disks;
using Ballast.Simulation.Executors;
using Ballast.Storage.Log;
using Ballast.Storage.Pages;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Node.Tests.Infrastructure;

/// <summary>One life of a whole storage node on a simulated disk, from its start to its end.</summary>
internal sealed class NodeWorld
{
    /// <summary>So small that a few dozen writes roll segments, trim the log, checkpoint trees and meet every limit.</summary>
    public static readonly StorageNodeOptions Small = new()
    {
        Node = new NodeId(7),
        Zone = new ZoneId("zone-7"),
        ExecutorCount = 2,
        CacheBytes = PageCache.CapacityBytesMin,
        Log = new LogOptions
        {
            SegmentBytes = 28 * 1024, ReservedBytes = 8 * 1024, RecordBytesMax = 8 * 1024, PendingBytesMax = 24 * 1024, SegmentCountMax = 6, RecycledSegmentsMax = 1,
        },
        Limits = new NodeLimits
        {
            CheckpointBytes = 40 * 1024, DirtyBytesMax = 128 * 1024, DirtyBytesOfRecordMax = 256 * 1024,
            LogHeldBytesMax = 24 * 1024, ProposedWritesMax = 24, ProposedBytesMax = 24 * 1024, CollectionBytesMax = 12 * 1024,
        },
    };

    private static readonly TimeSpan CallLimit = TimeSpan.FromMinutes(1);
    private readonly Executor _clients;

    public NodeWorld(SimulatedDisk disk, Chance chance, StorageNodeOptions? options = null, ILogger? log = null)
    {
        Executors = new SimulatedExecutors(chance.Fork());
        _clients = Executors.CreateSerial("clients");
        disk.Charge = Executors.Charge;
        var node = StorageNode.Open(disk, options ?? Small, Executors, new ProcessNetwork(), Executors.Time, chance.Fork(), log ?? NullLogger.Instance);
        Node = new StorageFleet([node], Executors.Time);
    }

    public SimulatedExecutors Executors { get; }
    /// <summary>The node, alone.</summary>
    public StorageFleet Node { get; }

    /// <summary>Begins an async function inside the simulation.</summary>
    public Task<T> Start<T>(Func<Task<T>> function)
    {
        var ended = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _clients.Post(async void () =>
        {
            try
            {
                ended.SetResult(await function());
            }
            catch (Exception e)
            {
                ended.SetException(e);
            }
        });
        return ended.Task;
    }

    /// <summary>Runs the simulation until the task has ended.</summary>
    public T Finish<T>(Task<T> task)
    {
        RunUntil(() => task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    public Task<CallOutcome> Submit(GroupId group, ReplicaCall call) => Start(async () =>
    {
        await Node.SubmitAsync(group, call);
        return call.Outcome;
    });

    public CallOutcome Run(GroupId group, ReplicaCall call) => Finish(Submit(group, call));

    /// <summary>As <see cref="Run"/>, again and again while the node is busy.</summary>
    public CallOutcome RunPatiently(GroupId group, Func<ReplicaCall> call)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (Run(group, call()) is var outcome and not (CallOutcome.Overloaded or CallOutcome.StorageFull))
                return outcome;
            RunFor(TimeSpan.FromSeconds(1));
        }
        return CallOutcome.Overloaded;
    }

    public CallOutcome Create(GroupId group, PartitionSchema schema) => Finish(Start(() => Node.CreateGroupAsync(group, schema)));

    public CallOutcome Drop(GroupId group) => Finish(Start(() => Node.DropGroupAsync(group)));

    public PartitionFigures? Describe(GroupId group) => Finish(Start(() => Node.DescribeGroupAsync(group)));

    public void Close() => Finish(Start(async () =>
    {
        await Node.CloseAsync();
        return true;
    }));

    public void RunFor(TimeSpan duration)
    {
        Executors.RunFor(duration);
        StopWherePowerDid();
    }

    /// <summary>Throws what stopped an executor: the power cut, or a bug.</summary>
    public void StopWherePowerDid()
    {
        foreach (var fault in Executors.Faults)
            throw fault.Exception is PowerCutException
                ? fault.Exception : new InvalidOperationException($"{fault.Executor}: {fault.Exception.Message}", fault.Exception);
    }

    private void RunUntil(Func<bool> condition)
    {
        var end = Executors.Time.Elapsed + CallLimit;
        while (!condition())
        {
            if (!Executors.TryStep())
            {
                if (Executors.Time.Elapsed >= end)
                    throw new TimeoutException($"Not done after {CallLimit} of virtual time.");
                Executors.RunFor((Executors.Time.NextDue ?? end) - Executors.Time.Elapsed);
            }
            StopWherePowerDid();
        }
    }
}
