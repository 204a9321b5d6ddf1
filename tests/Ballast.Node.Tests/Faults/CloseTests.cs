using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>A clean stop at any moment of a busy node.</summary>
public sealed class CloseTests
{
    private static readonly GroupId[] Groups = [new(2), new(3)];

    [Fact]
    public void A_node_closes_while_writes_and_checkpoints_are_under_way()
    {
        var treeSyncs = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var chance = new Chance(seed);
            var disk = new SimulatedDisk(chance.Fork()) { SyncDuration = TimeSpan.FromMicroseconds(90) };
            var world = new NodeWorld(disk, chance);
            foreach (var group in Groups)
                Assert.Equal(CallOutcome.Done, world.Create(group, Schemas.Plain));
            var answers = new List<(GroupId Group, ModelItem Item, Task<CallOutcome> Answer)>();
            for (var i = 0; i < 60 + chance.NextInt32(60); i++)
            {
                var item = new ModelItem("p", "s" + i, i) { PadBytes = 1 + chance.NextInt32(2000) };
                var group = Groups[chance.NextInt32(2)];
                answers.Add((group, item, world.Submit(group, Schemas.Write(WriteKind.Put, item))));
                world.RunFor(TimeSpan.FromMicroseconds(chance.NextInt32(300)));
            }
            disk.Observer = operation => treeSyncs += operation.Kind == DiskOperationKind.Sync && operation.Name.EndsWith(".tree", StringComparison.Ordinal) ? 1 : 0;
            world.Close();
            world.RunFor(TimeSpan.FromSeconds(5));
            foreach (var group in Groups)
            {
                var found = GroupAudit.Check(new NodeWorld(disk.Clone(chance), chance), group, Schemas.Plain);
                foreach (var (_, item, answer) in answers.Where(answer => answer.Group == group))
                {
                    Assert.True(answer.IsCompleted, $"seed {seed}: {item.Key} was never answered");
                    if (world.Finish(answer) == CallOutcome.Done)
                        Assert.Equal(item, found.GetValueOrDefault(item.Key));
                }
            }
        }
        Assert.True(treeSyncs > 200, $"{treeSyncs} syncs of trees while closing");
    }
}
