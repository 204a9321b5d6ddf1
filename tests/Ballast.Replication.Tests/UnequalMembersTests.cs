using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;

namespace Ballast.Replication.Tests;

/// <summary>Two of three members are there, and only one of them has all that was chosen: it must come to lead, whoever stands.</summary>
public sealed class UnequalMembersTests
{
    private static readonly GroupConfig Config = new(1, [.. Enumerable.Range(1, 3).Select(static i => new GroupVoter(new NodeId((uint)i), 1, MemberKind.Storage))]);
    private static readonly LeaseTerms Terms = new(TimeSpan.FromSeconds(1), 1000);

    [Fact]
    public void Who_lacks_what_the_other_has_trimmed_asks_it_to_lead()
    {
        var members = new[] { Member(1, through: 5), Member(2, through: 6) };
        var now = TimeSpan.FromSeconds(10);
        members[0].Begin(now, stands: true);
        members[1].Begin(now, stands: false);
        for (var tick = 0; tick < 20 && !members[1].IsEstablished; tick++)
        {
            now += TimeSpan.FromMilliseconds(100);
            Exchange(members, now);
            foreach (var member in members)
                member.Tick(now);
        }
        Assert.True(members[1].IsLeader, $"{members[0]}\n{members[1]}");
    }

    private static GroupMember Member(uint node, ulong through)
    {
        var slot = new Slot(through);
        var links = new NodeLinks(new NodeLife(1, 1), Terms, TimeSpan.Zero, gaveBack: true);
        return new GroupMember(new GroupId(1), new NodeId(node), new MemberState(1, default, new LogStart(slot, default, Config), true, slot, slot, default, []), links);
    }

    // Everything is durable at once, and everything arrives but what goes to the third.
    private static void Exchange(GroupMember[] members, TimeSpan now)
    {
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var member in members)
            {
                long? sequence = null;
                while (member.TryTakeRecord(out var record))
                    sequence = record.Sequence;
                if (sequence is { } durable)
                    member.Durable(durable);
                while (member.TryTakeMessage(out var message))
                {
                    moved = true;
                    if (message.To.Value <= 2)
                        members[message.To.Value - 1].Step(message, now);
                }
            }
        }
    }
}
