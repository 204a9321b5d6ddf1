using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;

namespace Ballast.Transport.Messages;

/// <summary>What members of a group say about who is one, and who leads.</summary>
internal static class SeatMessageCodec
{
    public static void Fill(Wire.GroupMessage field, GroupMessage message, NodeId sender)
    {
        switch (message)
        {
            case StartLog start:
                field.StartLog = Of(start);
                break;
            case StartRefused refused:
                field.StartRefused = new Wire.StartRefused { Incarnation = refused.Incarnation };
                break;
            case AskMembership ask:
                field.AskMembership = Of(ask, sender);
                break;
            case MemberLeft left:
                field.MemberLeft = new Wire.MemberLeft { Incarnation = left.Incarnation, Config = GroupConfigCodec.Of(left.Config) };
                break;
            case AskLeader:
                field.AskLeader = new Wire.AskLeader();
                break;
            case LeaderHeard heard:
                field.LeaderHeard = new Wire.LeaderHeard { IsHeard = heard.IsHeard };
                break;
            case Released:
                field.Released = new Wire.Released();
                break;
            case TakeLead:
                field.TakeLead = new Wire.TakeLead();
                break;
            default:
                throw Invariant.Unreachable("a group's message without a codec");
        }
    }

    public static GroupMessage? Read(Wire.GroupMessage field, GroupId group, NodeId from, NodeId to, Ballot ballot) => field.KindCase switch
    {
        Wire.GroupMessage.KindOneofCase.StartLog => Read(field.StartLog, group, from, to, ballot),
        Wire.GroupMessage.KindOneofCase.StartRefused => new StartRefused(group, from, to, ballot, field.StartRefused.Incarnation),
        Wire.GroupMessage.KindOneofCase.AskMembership => Read(field.AskMembership, group, from, to, ballot),
        Wire.GroupMessage.KindOneofCase.MemberLeft => GroupConfigCodec.Read(field.MemberLeft.Config) is { } config
            ? new MemberLeft(group, from, to, ballot, field.MemberLeft.Incarnation, config)
            : null,
        Wire.GroupMessage.KindOneofCase.AskLeader => new AskLeader(group, from, to, ballot),
        Wire.GroupMessage.KindOneofCase.LeaderHeard => new LeaderHeard(group, from, to, ballot, field.LeaderHeard.IsHeard),
        Wire.GroupMessage.KindOneofCase.Released => new Released(group, from, to, ballot),
        Wire.GroupMessage.KindOneofCase.TakeLead => new TakeLead(group, from, to, ballot),
        _ => null,
    };

    private static Wire.StartLog Of(StartLog start) => new()
    {
        Incarnation = start.Incarnation,
        Slot = start.Start.Slot.Value,
        Origin = Fields.Of(start.Start.Origin),
        Config = GroupConfigCodec.Of(start.Start.Config),
        Life = start.Life is { } life ? LeaseCodec.Of(life) : null,
    };

    private static Wire.AskMembership Of(AskMembership ask, NodeId sender)
    {
        var field = new Wire.AskMembership { Incarnation = ask.Incarnation, Epoch = ask.Epoch, IsComing = ask.IsComing, IsPassedOn = ask.IsPassedOn };
        if (ask.From != sender)
            field.Asker = ask.From.Value;
        return field;
    }

    private static StartLog? Read(Wire.StartLog field, GroupId group, NodeId from, NodeId to, Ballot ballot)
    {
        var life = LeaseCodec.Read(field.Life);
        if (!Fields.IsCount(field.Slot) || !Fields.IsBallot(field.Origin) || life is null && field.Life is not null)
            return null;
        return GroupConfigCodec.Read(field.Config) is { } config
            ? new StartLog(group, from, to, ballot, field.Incarnation, new LogStart(new Slot(field.Slot), Fields.BallotOf(field.Origin), config), life)
            : null;
    }

    private static AskMembership? Read(Wire.AskMembership field, GroupId group, NodeId from, NodeId to, Ballot ballot) =>
        Fields.IsCount(field.Epoch)
            ? new AskMembership(
                group, field.HasAsker ? new NodeId(field.Asker) : from, to, ballot, field.Incarnation, field.Epoch, field.IsComing, field.IsPassedOn)
            : null;
}
