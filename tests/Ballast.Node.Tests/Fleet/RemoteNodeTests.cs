using System.Collections.Concurrent;

using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Fleet;
using Ballast.Node.Links;
using Ballast.Simulation.Time;

namespace Ballast.Node.Tests.Fleet;

/// <summary>Calls to another process, however they end: each ends once, and nobody ends one that is just being sent.</summary>
public sealed class RemoteNodeTests
{
    private static readonly GroupId Group = new(5);
    private static readonly NodeId Self = new(1), Other = new(2);

    [Theory]
    [InlineData(true, CallOutcome.Unknown)]
    [InlineData(false, CallOutcome.NotLeader)]
    public void A_call_that_is_lost_while_it_is_being_sent_ends_when_it_is_sent(bool isWrite, CallOutcome outcome)
    {
        var (network, route) = (new Network(), new Route());
        var node = NodeOver(network);
        ReplicaCall call = isWrite ? new ItemWrite() : new LeaderCall();
        network.Sends = _ =>
        {
            // Both connections to the peer end, and what is slow is looked for.
            node.Lose();
            node.Lose();
            node.LoseLongest();
            Assert.Empty(route.Ended);
            return true;
        };
        Assert.Equal(Taking.Taken, node.Take(route.Begun(call)));
        Assert.Equal(outcome, Assert.Single(route.Ended).Outcome);
        node.Lose();
        Assert.Single(route.Ended);
    }

    [Fact]
    public void A_call_that_surely_never_arrives_is_not_ended_by_a_loss()
    {
        var (network, route) = (new Network(), new Route());
        var node = NodeOver(network, callsMax: 1);
        for (var i = 0; i < 3; i++)
        {
            network.Sends = _ =>
            {
                node.Lose();
                node.Lose();
                return false;
            };
            Assert.Equal(Taking.Passed, node.Take(route.Begun(new ItemWrite())));
        }
        Assert.Empty(route.Ended);
    }

    [Fact]
    public void An_answer_before_the_send_returns_ends_the_call_once()
    {
        var (network, route) = (new Network(), new Route());
        var node = NodeOver(network);
        network.Sends = message =>
        {
            node.Lose();
            node.Receive(AnswerTo((CallMessage)message, CallOutcome.Done));
            return true;
        };
        Assert.Equal(Taking.Taken, node.Take(route.Begun(new ItemWrite())));
        Assert.Equal(CallOutcome.Done, Assert.Single(route.Ended).Outcome);
    }

    [Fact]
    public void An_answer_of_another_kind_is_as_good_as_none()
    {
        var (network, route) = (new Network(), new Route());
        var node = NodeOver(network);
        network.Sends = message =>
        {
            var asked = (CallMessage)message;
            node.Receive(new CallAnswerMessage(Other, Self, asked.Id, Begun(new LeaderCall())));
            return true;
        };
        node.Take(route.Begun(new ItemWrite()));
        Assert.Equal(CallOutcome.Unknown, Assert.Single(route.Ended).Outcome);
    }

    [Fact]
    public void More_calls_than_a_node_may_have_open_are_refused_until_one_ends()
    {
        var (network, route) = (new Network(), new Route());
        var node = NodeOver(network, callsMax: 2);
        CallMessage? last = null;
        network.Sends = message => (last = (CallMessage)message) is not null;
        node.Take(route.Begun(new ItemWrite()));
        node.Take(route.Begun(new ItemWrite()));
        var refused = Begun(new ItemWrite());
        Assert.Equal(Taking.Taken, node.Take(refused));
        Assert.Equal(CallOutcome.Overloaded, refused.Outcome);
        node.Receive(AnswerTo(last!, CallOutcome.Done));
        var taken = Begun(new ItemWrite());
        node.Take(taken);
        Assert.Equal(CallOutcome.Done, taken.Outcome);
        node.Lose();
        Assert.Equal(2, route.Ended.Count);
        Assert.Equal(CallOutcome.Unknown, taken.Outcome);
    }

    [Fact]
    public void With_threads_that_send_answer_and_lose_in_every_order_each_call_ends_once()
    {
        const int Senders = 4, Each = 4_000;
        var (network, route) = (new Network(), new Route());
        var node = NodeOver(network);
        var asked = new ConcurrentQueue<CallMessage>();
        var sending = new ThreadLocal<Chance>(static () => new Chance((ulong)Environment.CurrentManagedThreadId));
        var (passed, wrong, isOver) = (0, 0, false);
        network.Sends = message =>
        {
            var call = (CallMessage)message;
            var chance = sending.Value!.NextInt32(5);
            if (chance == 0)
                Thread.Yield();
            // As a buffer's owner would see it who finds it in use.
            if (route.HasEnded(call.Asked))
                Interlocked.Increment(ref wrong);
            if (chance == 1)
                return false;
            if (chance == 2)
                node.Receive(AnswerTo(call, CallOutcome.Done));
            else if (chance == 3)
                asked.Enqueue(call);
            return true;
        };
        Thread[] senders = [.. Enumerable.Range(0, Senders).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
                if (node.Take(route.Begun(i % 2 == 0 ? new ItemWrite() : new LeaderCall())) == Taking.Passed)
                    Interlocked.Increment(ref passed);
        }))];
        Thread[] others =
        [
            new(() =>
            {
                while (!Volatile.Read(ref isOver))
                    if (asked.TryDequeue(out var call))
                        node.Receive(AnswerTo(call, CallOutcome.Done));
            }),
            .. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
            {
                while (!Volatile.Read(ref isOver))
                    node.Lose();
            })),
        ];
        foreach (var thread in senders.Concat(others))
            thread.Start();
        foreach (var thread in senders)
            thread.Join();
        Volatile.Write(ref isOver, true);
        foreach (var thread in others)
            thread.Join();
        node.Lose();
        Assert.Equal(0, wrong);
        Assert.Equal(Senders * Each, passed + route.Ended.Count);
        Assert.Equal(route.Ended.Count, route.Ended.Select(static ended => ended.Call).Distinct().Count());
    }

    private static RemoteNode NodeOver(Network network, int callsMax = int.MaxValue) =>
        new(new NodePlace(Other, new ZoneId("z")), Self, network, new CallIds(new Chance(1)), new VirtualTime(), new FleetLimits { CallsOfNodeMax = callsMax });

    private static T Begun<T>(T call)
        where T : ReplicaCall
    {
        call.Begin();
        return call;
    }

    private static CallAnswerMessage AnswerTo(CallMessage asked, CallOutcome outcome)
    {
        var answer = Begun<ReplicaCall>(asked.Asked is ItemWrite ? new ItemWrite() : new LeaderCall());
        answer.Outcome = outcome;
        return new CallAnswerMessage(Other, Self, asked.Id, answer);
    }

    private sealed class Network : INodeNetwork
    {
        public Func<NodeMessage, bool> Sends { get; set; } = static _ => true;

        public bool Send(NodeMessage message) => Sends(message);

        public Task HushAsync(NodeId node) => Task.CompletedTask;

        public IDisposable Attach(NodeId node, NodePort port, INodeReceiver receiver) => throw new NotSupportedException();
    }

    private sealed class Route : ICallRoute
    {
        private readonly ConcurrentDictionary<ReplicaCall, bool> _calls = new();

        public ConcurrentQueue<(ReplicaCall Call, CallOutcome Outcome)> Ended { get; } = new();

        public ReplicaCall Begun(ReplicaCall call)
        {
            call.Begin();
            call.Take(this, Group);
            return call;
        }

        public bool HasEnded(ReplicaCall call) => _calls.ContainsKey(call);

        public bool Takes(ReplicaCall call, CallOutcome outcome)
        {
            _calls[call] = true;
            Ended.Enqueue((call, outcome));
            return true;
        }
    }
}
