using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>A disk that hangs: its node is alive, and good for nothing until the disk answers.</summary>
public sealed class StallTests
{
    private static readonly GroupId Group = new(3);
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(8), Delay = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_stalled_leader_hands_the_lead_over_and_gets_it_back_when_it_has_been_well()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var scene = new Scene(seed, nodes: 3);
            Assert.Equal([0], scene.World.Serving(Group));
            var write = scene.HangAt(0);
            var taken = scene.World.TimeUntil(() => scene.World.Serving(Group) is [not 0], TimeSpan.FromSeconds(2));
            Assert.True(taken < TimeSpan.FromMilliseconds(800), $"seed {seed}: {taken}");
            Assert.Equal(CallOutcome.Done, scene.World.Run(Group, Put(2)));
            scene.Disks[0].SyncDuration = TimeSpan.Zero;
            scene.World.RunFor(Hang);
            Assert.True(write.IsCompleted);
            Assert.True(scene.World.Serving(Group) is [not 0], "the lead came back at once");
            scene.World.RunFor(TimeSpan.FromSeconds(15));
            Assert.Equal([0], scene.World.Serving(Group));
            Assert.Equal(CallOutcome.Done, scene.World.Run(Group, Put(3)));
        }
    }

    [Fact]
    public void A_stalled_leader_without_a_peer_that_could_lead_goes_on_answering_reads()
    {
        var scene = new Scene(1, nodes: 3);
        scene.Lose(2);
        scene.HangAt(0);
        for (var i = 0; i < 30; i++)
        {
            scene.World.RunFor(TimeSpan.FromMilliseconds(100));
            Assert.Equal([0], scene.World.Serving(Group));
        }
    }

    [Fact]
    public void No_member_of_a_stalled_node_stands()
    {
        var scene = new Scene(2, nodes: 3);
        scene.HangAt(1);
        scene.World.RunFor(TimeSpan.FromSeconds(1));
        scene.Lose(0);
        // The third alone hears nobody that leads; the stalled node must let it lead.
        for (var i = 0; i < 40; i++)
        {
            scene.World.RunFor(TimeSpan.FromMilliseconds(100));
            Assert.DoesNotContain("stands", scene.World.Nodes[1].Describe(Group), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_stalled_follower_is_replaced_where_there_is_a_node_for_its_place()
    {
        var scene = new Scene(3, nodes: 4);
        scene.HangAt(1);
        scene.World.Run(Group, Put(5));
        scene.World.TimeUntil(() => scene.World.Nodes[0].ConfigOf(Group) is { } config && !config.Has(new NodeId(2)) && config.Has(new NodeId(4)), TimeSpan.FromSeconds(4));
    }

    private static ItemWrite Put(int i) => Schemas.Write(WriteKind.Put, new ModelItem("p", "s" + i, i));

    private sealed class Scene
    {
        private readonly HashSet<NodeId> _lost = [];

        public Scene(ulong seed, int nodes)
        {
            var chance = new Chance(seed);
            Disks = FleetWorld.NewDisks(chance, nodes);
            World = new FleetWorld(Disks, chance, delay: Delay, founders: 3);
            World.Network.Loses = message => _lost.Contains(message.From) || _lost.Contains(message.To);
            Assert.Equal(CallOutcome.Done, World.Create(Group, Schemas.Plain));
            World.TimeUntil(() => World.Serving(Group) is [0], TimeSpan.FromSeconds(20));
            Assert.Equal(CallOutcome.Done, World.Run(Group, Put(0)));
            World.RunFor(TimeSpan.FromMilliseconds(500));
        }

        public SimulatedDisk[] Disks { get; }
        public FleetWorld World { get; }

        public void Lose(int node) => _lost.Add(new NodeId((uint)node + 1));

        /// <summary>A node's disk hangs with the next write.</summary>
        public Task<CallOutcome> HangAt(int node)
        {
            Disks[node].SyncDuration = Hang;
            return World.Start(async () =>
            {
                var call = Put(1);
                await World.Fleet.SubmitAsync(Group, call);
                return call.Outcome;
            });
        }
    }
}
