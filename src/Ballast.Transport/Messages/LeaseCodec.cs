using Ballast.Foundation.Identity;
using Ballast.Node.Links;
using Ballast.Replication.Leases;

namespace Ballast.Transport.Messages;

/// <summary>Heartbeats, promises, and what rests.</summary>
internal static class LeaseCodec
{
    public static Wire.NodeLife Of(NodeLife life) => new() { Memory = life.Memory, Boot = life.Boot };

    public static Wire.LeaseEpoch Of(LeaseEpoch epoch) => new() { Life = Of(epoch.Life), Number = epoch.Number };

    public static Wire.Probe Of(ProbeMessage message) => new()
    {
        Life = Of(message.Life),
        ProbeLife = Of(message.Probe.Life),
        SentAt = message.Probe.SentAt.Ticks,
        IsUnfit = message.Probe.IsUnfit,
    };

    public static Wire.Grant Of(GrantMessage message) => new()
    {
        Life = Of(message.Life),
        Epoch = Of(message.Grant.Epoch),
        ProbeLife = Of(message.Grant.ProbeLife),
        ProbeSentAt = message.Grant.ProbeSentAt.Ticks,
    };

    public static Wire.GroupRoll Of(IReadOnlyList<(GroupId Group, Ballot Ballot)> groups)
    {
        var roll = new Wire.GroupRoll();
        foreach (var (group, ballot) in groups)
        {
            roll.Groups.Add(group.Value);
            roll.Ballots.Add(Fields.Of(ballot));
        }
        return roll;
    }

    public static NodeLife? Read(Wire.NodeLife? life) => life is not null && Fields.IsCount(life.Boot) ? new NodeLife(life.Memory, life.Boot) : null;

    public static LeaseEpoch? Read(Wire.LeaseEpoch? epoch) =>
        epoch is not null && Fields.IsCount(epoch.Number) && Read(epoch.Life) is { } life ? new LeaseEpoch(life, epoch.Number) : null;

    public static ProbeMessage? Read(Wire.Probe probe, NodeId from, NodeId to) =>
        Read(probe.Life) is { } life && Read(probe.ProbeLife) is { } asking && Fields.IsTime(probe.SentAt)
            ? new ProbeMessage(from, to, life, new LeaseProbe(asking, new TimeSpan(probe.SentAt), probe.IsUnfit))
            : null;

    public static GrantMessage? Read(Wire.Grant grant, NodeId from, NodeId to) =>
        Read(grant.Life) is { } life && Read(grant.Epoch) is { } epoch && Read(grant.ProbeLife) is { } asking && Fields.IsTime(grant.ProbeSentAt)
            ? new GrantMessage(from, to, life, new LeaseGrant(epoch, asking, new TimeSpan(grant.ProbeSentAt)))
            : null;

    public static (GroupId Group, Ballot Ballot)[]? Read(Wire.GroupRoll roll)
    {
        if (roll.Groups.Count != roll.Ballots.Count)
            return null;
        var groups = new (GroupId, Ballot)[roll.Groups.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            if (!Fields.IsBallot(roll.Ballots[i]))
                return null;
            groups[i] = (new GroupId(roll.Groups[i]), Fields.BallotOf(roll.Ballots[i]));
        }
        return groups;
    }
}
