using Ballast.Foundation.Identity;
using Ballast.Replication.Messages;

namespace Ballast.Transport.Messages;

/// <summary>What members of a group say about its log: both phases of Paxos.</summary>
internal static class LogMessageCodec
{
    public static Wire.Promise Of(Promise promise)
    {
        var field = new Wire.Promise
        {
            Incarnation = promise.Incarnation,
            ChosenThrough = promise.ChosenThrough.Value,
            Floor = promise.Floor.Value,
            FloorOrigin = Fields.Of(promise.FloorOrigin),
            IsWhole = promise.IsWhole,
        };
        GroupEntryCodec.Write(promise.Accepted, field.Accepted);
        return field;
    }

    public static Wire.Append Of(Append append)
    {
        var field = new Wire.Append
        {
            First = append.First.Value,
            ChosenThrough = append.ChosenThrough.Value,
            Lease = append.Lease is { } lease ? LeaseCodec.Of(lease) : null,
            Floor = append.Floor.Value,
            Rests = append.Rests,
        };
        GroupEntryCodec.Write(append.Entries, field.Entries);
        return field;
    }

    public static Wire.Accepted Of(Accepted accepted) => new()
    {
        Incarnation = accepted.Incarnation,
        Through = accepted.Through.Value,
        ChosenThrough = accepted.ChosenThrough.Value,
        Entered = accepted.Entered is { } entered ? LeaseCodec.Of(entered) : null,
        HasTree = accepted.HasTree,
        Rests = accepted.Rests,
    };

    public static Prepare? Read(Wire.Prepare field, GroupId group, NodeId from, NodeId to, Ballot ballot) =>
        Fields.IsCount(field.First) && Fields.IsBallot(field.Released)
            ? new Prepare(group, from, to, ballot, new Slot(field.First), Fields.BallotOf(field.Released))
            : null;

    public static Promise? Read(Wire.Promise field, GroupId group, NodeId from, NodeId to, Ballot ballot)
    {
        if (!Fields.IsCount(field.ChosenThrough) || !Fields.IsCount(field.Floor) || !Fields.IsBallot(field.FloorOrigin))
            return null;
        return GroupEntryCodec.Read(field.Accepted) is { } accepted
            ? new Promise(
                group, from, to, ballot, field.Incarnation, new Slot(field.ChosenThrough), new Slot(field.Floor), Fields.BallotOf(field.FloorOrigin), accepted,
                field.IsWhole)
            : null;
    }

    public static Append? Read(Wire.Append field, GroupId group, NodeId from, NodeId to, Ballot ballot)
    {
        var lease = LeaseCodec.Read(field.Lease);
        if (!Fields.IsCount(field.First) || !Fields.IsCount(field.ChosenThrough) || !Fields.IsCount(field.Floor) || lease is null && field.Lease is not null)
            return null;
        return GroupEntryCodec.Read(field.Entries) is { } entries && GroupEntryCodec.AreFrom(field.First, entries)
            ? new Append(group, from, to, ballot, new Slot(field.First), entries, new Slot(field.ChosenThrough), lease, new Slot(field.Floor), field.Rests)
            : null;
    }

    public static Accepted? Read(Wire.Accepted field, GroupId group, NodeId from, NodeId to, Ballot ballot)
    {
        var entered = LeaseCodec.Read(field.Entered);
        if (!Fields.IsCount(field.Through) || !Fields.IsCount(field.ChosenThrough) || entered is null && field.Entered is not null)
            return null;
        return new Accepted(
            group, from, to, ballot, field.Incarnation, new Slot(field.Through), new Slot(field.ChosenThrough), entered, field.HasTree, field.Rests);
    }

    public static Behind? Read(Wire.Behind field, GroupId group, NodeId from, NodeId to, Ballot ballot) =>
        Fields.IsCount(field.Through) ? new Behind(group, from, to, ballot, new Slot(field.Through), field.Incarnation) : null;
}
