using Ballast.Foundation.Identity;
using Ballast.Node.Copies;
using Ballast.Node.Links;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Messages;

namespace Ballast.Transport.Tests.Connections;

/// <summary>Something to say on each lane, with a number by which it is known.</summary>
internal static class Said
{
    public static ProbeMessage Heartbeat(uint from, uint to, int number) =>
        new(new NodeId(from), new NodeId(to), new NodeLife(1, (ulong)number), new LeaseProbe(new NodeLife(2, 3), TimeSpan.FromSeconds(number), IsUnfit: false));

    public static GroupMessages Log(uint from, uint to, int number, int payloadBytes = 16) => new(new NodeId(from), new NodeId(to), [Append(from, to, number, payloadBytes)]);

    public static ServesMessage Call(uint from, uint to, int number) => new(new NodeId(from), new NodeId(to), new GroupId((ulong)number));

    public static TreeOffer Copy(uint from, uint to, int number) => new(new NodeId(from), new NodeId(to), new GroupId((ulong)number));

    public static Append Append(uint from, uint to, int number, int payloadBytes)
    {
        var ballot = new Ballot(1, new NodeId(from));
        var slot = new Slot((ulong)number);
        var entry = new GroupEntry(slot, ballot, ballot, ballot, EntryKind.Command, 16, new byte[payloadBytes]);
        return new Append(new GroupId(9), new NodeId(from), new NodeId(to), ballot, slot, [entry], new Slot(slot.Value - 1), null, new Slot(0), Rests: false);
    }

    public static int NumberOf(NodeMessage message) => message switch
    {
        ProbeMessage probe => (int)probe.Probe.SentAt.TotalSeconds,
        GroupMessages groups => NumberOf(groups.Messages[0]),
        ServesMessage serves => (int)serves.Group.Value,
        TreeOffer offer => (int)offer.Group.Value,
        _ => throw new InvalidOperationException(),
    };

    public static int NumberOf(GroupMessage message) => (int)((Append)message).Entries[0].Slot.Value;
}
