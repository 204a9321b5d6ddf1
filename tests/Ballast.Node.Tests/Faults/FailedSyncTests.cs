using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>After a failed sync nobody knows what the medium holds, so nothing is acknowledged any more.</summary>
public sealed class FailedSyncTests
{
    private static readonly GroupId First = new(2), Second = new(3);
    private readonly SimulatedDisk _disk = new(new Chance(11));
    private readonly NodeWorld _world;
    private long _version;

    public FailedSyncTests()
    {
        _world = new NodeWorld(_disk, new Chance(12));
        Assert.Equal(CallOutcome.Done, _world.Create(First, Schemas.Indexed));
        Assert.Equal(CallOutcome.Done, _world.Create(Second, Schemas.Plain));
    }

    [Fact]
    public void A_failed_sync_of_the_log_ends_all_acknowledging_for_good()
    {
        Assert.Equal(CallOutcome.Done, _world.Run(First, Put("a")));
        _disk.FailAll(DiskOperationKind.Sync);
        var inFlight = new[] { _world.Submit(First, Put("b")), _world.Submit(First, Put("c")), _world.Submit(Second, Put("d")) };
        foreach (var answer in inFlight)
            Assert.Contains(_world.Finish(answer), new[] { CallOutcome.Unknown, CallOutcome.Unavailable });
        Assert.True(_disk.FaultsStruckCount > 0);
        Assert.True(_world.Node.Failed.IsCompletedSuccessfully, "the node does not say that it has failed");
        AssertNothingIsAcknowledged();
        AssertHolds("a");
    }

    [Fact]
    public void A_failed_sync_of_the_log_ends_a_node_without_groups_too()
    {
        var disk = new SimulatedDisk(new Chance(21));
        var world = new NodeWorld(disk, new Chance(22));
        world.RunFor(TimeSpan.FromSeconds(1));
        disk.FailAll(DiskOperationKind.Sync);
        Assert.NotEqual(CallOutcome.Done, world.Create(First, Schemas.Plain));
        Assert.True(world.Node.Failed.IsCompletedSuccessfully, "the node does not say that it has failed");
    }

    [Fact]
    public void A_failed_sync_of_a_tree_ends_all_acknowledging_for_good()
    {
        Assert.Equal(CallOutcome.Done, _world.Run(First, Put("a")));
        _disk.FailAll(DiskOperationKind.Sync, "group-0000000002.tree");
        for (var i = 0; i < 400 && !_world.Node.Failed.IsCompleted; i++)
        {
            _ = _world.Run(First, Put("filler" + i));
            _world.RunFor(TimeSpan.FromMilliseconds(5));
        }
        Assert.True(_world.Node.Failed.IsCompletedSuccessfully, "the node does not say that it has failed");
        _world.RunFor(TimeSpan.FromSeconds(1));
        AssertNothingIsAcknowledged();
        AssertHolds("a");
    }

    [Fact]
    public void A_failed_node_can_be_closed()
    {
        _disk.FailAll(DiskOperationKind.Sync);
        _ = _world.Run(First, Put("a"));
        _world.Close();
    }

    private void AssertNothingIsAcknowledged()
    {
        _disk.LiftFaults();
        foreach (var group in new[] { First, Second })
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(CallOutcome.Unavailable, _world.Run(group, Put("later" + i)));
                _world.RunFor(TimeSpan.FromSeconds(2));
            }
        Assert.NotEqual(CallOutcome.Done, _world.Create(new GroupId(9), Schemas.Plain));
    }

    private void AssertHolds(string sort)
    {
        var next = new NodeWorld(_disk.Crash(), new Chance(13));
        Assert.Contains("p/" + sort, GroupAudit.Check(next, First, Schemas.Indexed).Keys);
        GroupAudit.Check(next, Second, Schemas.Plain);
        Assert.Equal(CallOutcome.Done, next.RunPatiently(First, () => Put("again")));
    }

    private ItemWrite Put(string sort) => Schemas.Write(WriteKind.Put, new ModelItem("p", sort, ++_version) { PadBytes = 40 });
}
