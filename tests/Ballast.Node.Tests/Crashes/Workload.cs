using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;

namespace Ballast.Node.Tests.Crashes;

/// <summary>Random calls on a few groups, and groups that come and go, while the simulation takes random steps.</summary>
internal sealed class Workload(Chance chance, List<GroupModel> groups)
{
    private const int GroupsMax = 3, PartitionCount = 3, SortCount = 6;
    private static readonly string[] Alphas = ["red", "green", "blue"];
    private ulong _newestGroup = 1;
    private long _newestVersion;

    public void Run(NodeWorld world, int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            Settle();
            if (chance.OneIn(8))
                ChangeGroups(world);
            if (Pick() is { } group)
                Call(world, group);
            Proceed(world);
        }
    }

    /// <summary>Lets everything finish, and compares each live group with all that was done to it.</summary>
    public void RunOut(NodeWorld world)
    {
        for (var second = 0; second < 60 && !groups.TrueForAll(static group => group.IsQuiet); second++)
            world.RunFor(TimeSpan.FromSeconds(1));
        Settle();
        foreach (var group in groups.Where(static group => group.Phase == GroupPhase.Live))
        {
            Assert.True(group.IsQuiet, $"{group.Id}: some call was never answered");
            group.Quiet(GroupAudit.Check(world, group.Id, group.Schema));
        }
    }

    public void Settle()
    {
        foreach (var group in groups)
            group.Settle();
        groups.RemoveAll(static group => group.Phase == GroupPhase.Dropped);
    }

    private void Proceed(NodeWorld world)
    {
        for (var steps = chance.NextInt32(8); steps > 0; steps--)
            world.Executors.TryStep();
        world.StopWherePowerDid();
        if (chance.OneIn(2))
            world.RunFor(TimeSpan.FromMicroseconds(chance.NextInt32(400)));
        if (chance.OneIn(5))
            world.RunFor(TimeSpan.FromMilliseconds(chance.NextInt32(30)));
    }

    private void ChangeGroups(NodeWorld world)
    {
        if (groups.Count < GroupsMax)
        {
            var id = new GroupId(++_newestGroup);
            var made = new GroupModel(id, chance.OneIn(3) ? Schemas.Plain : Schemas.Indexed, NodeWorld.Small.Limits.CollectionBytesMax);
            groups.Add(made);
            made.Change = world.Start(() => world.Node.CreateGroupAsync(id, made.Schema));
            return;
        }
        var group = groups[chance.NextInt32(groups.Count)];
        if (group.Change is { IsCompleted: false } || (group.Phase == GroupPhase.Live && !chance.OneIn(3)))
            return;
        if (group.Phase == GroupPhase.Creating)
            group.Change = world.Start(() => world.Node.CreateGroupAsync(group.Id, group.Schema));
        else
        {
            group.Phase = GroupPhase.Dropping;
            group.Change = world.Start(() => world.Node.DropGroupAsync(group.Id));
        }
    }

    private GroupModel? Pick()
    {
        var live = groups.FindAll(static group => group.Phase == GroupPhase.Live);
        return live.Count == 0 ? null : live[chance.NextInt32(live.Count)];
    }

    private void Call(NodeWorld world, GroupModel group)
    {
        var item = Draw();
        switch (chance.NextInt32(12))
        {
            case 0:
                Read(world, group, Schemas.Read(item));
                break;
            case 1:
                Read(world, group, Schemas.Range(descending: chance.OneIn(2)));
                break;
            case 2 when group.Schema.HasLocalIndexes:
                Read(world, group, Schemas.Range(group.Schema.LocalIndexes[chance.NextInt32(2)], wholeItems: chance.OneIn(2)));
                break;
            case 3:
                Write(world, group, item, Schemas.Write(WriteKind.Delete, item), static _ => (CallOutcome.Done, null));
                break;
            case 4:
                Write(world, group, item, Schemas.Write(WriteKind.Delete, item, "n = :n", 0),
                    static before => before is { Count: 0 } ? (CallOutcome.Done, null) : (CallOutcome.ConditionFailed, before));
                break;
            case 5:
                Write(world, group, item, Schemas.Write(WriteKind.Put, item, "attribute_not_exists(p)"),
                    before => before is null ? (CallOutcome.Done, item) : (CallOutcome.ConditionFailed, before));
                break;
            case 6:
                Write(world, group, item, Schemas.Increment(item), before => (CallOutcome.Done, Incremented(item, before)));
                break;
            case 7:
                var expected = chance.NextInt32(2);
                Write(world, group, item, Schemas.Increment(item, "n = :n", expected),
                    before => before?.Count == expected ? (CallOutcome.Done, Incremented(item, before)) : (CallOutcome.ConditionFailed, before));
                break;
            case 8:
                Write(world, group, item, Schemas.Reindex(item), before => before is null
                    ? (CallOutcome.ConditionFailed, null)
                    : (CallOutcome.Done, before with { Version = item.Version, Alpha = item.Alpha, Beta = item.Beta }));
                break;
            default:
                Write(world, group, item, Schemas.Write(WriteKind.Put, item), _ => (CallOutcome.Done, item));
                break;
        }
    }

    private static ModelItem Incremented(ModelItem item, ModelItem? before) =>
        (before ?? new ModelItem(item.Partition, item.Sort, 0)) with { Version = item.Version, Count = (before?.Count ?? 0) + 1 };

    private ModelItem Draw() => new($"p{chance.NextInt32(PartitionCount)}", $"s{chance.NextInt32(SortCount)}", ++_newestVersion)
    {
        Alpha = chance.OneIn(2) ? Alphas[chance.NextInt32(Alphas.Length)] : null,
        Beta = chance.OneIn(2) ? chance.NextInt32(5) : null,
        PadBytes = chance.NextInt32(4) switch { 0 => 0, 1 => 1 + chance.NextInt32(3000), _ => 1 + chance.NextInt32(300) },
    };

    private static void Write(
        NodeWorld world, GroupModel group, ModelItem item, ItemWrite call, Func<ModelItem?, (CallOutcome Outcome, ModelItem? After)> effect) =>
        group.Add(new ModelWrite(item.Key, call, world.Submit(group.Id, call), effect));

    private static void Read(NodeWorld world, GroupModel group, ReplicaCall call) =>
        group.Add(new ModelRead(call, world.Submit(group.Id, call)));
}
