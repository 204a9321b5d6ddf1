using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Links;
using Ballast.Replication.Messages;

namespace Ballast.Transport.Messages;

/// <summary>What members of groups say to each other.</summary>
internal static class GroupMessageCodec
{
    public static Wire.GroupBatch Of(GroupMessages batch)
    {
        var field = new Wire.GroupBatch();
        field.Messages.Capacity = batch.Messages.Count;
        for (var i = 0; i < batch.Messages.Count; i++)
        {
            var message = batch.Messages[i];
            // The receiver takes both from the connection.
            Invariant.Holds(message.To == batch.To && (message.From == batch.From || message is AskMembership));
            field.Messages.Add(Of(message, batch.From));
        }
        return field;
    }

    public static GroupMessages? Read(Wire.GroupBatch batch, NodeId from, NodeId to)
    {
        var messages = new GroupMessage[batch.Messages.Count];
        for (var i = 0; i < messages.Length; i++)
        {
            if (Read(batch.Messages[i], from, to) is not { } message)
                return null;
            messages[i] = message;
        }
        return new GroupMessages(from, to, messages);
    }

    public static bool HasUnknownKind(Wire.GroupBatch? batch)
    {
        for (var i = 0; i < batch?.Messages.Count; i++)
            if (batch.Messages[i].KindCase == Wire.GroupMessage.KindOneofCase.None)
                return true;
        return false;
    }

    private static Wire.GroupMessage Of(GroupMessage message, NodeId sender)
    {
        var field = new Wire.GroupMessage { Group = message.Group.Value, Ballot = Fields.Of(message.Ballot) };
        switch (message)
        {
            case Append append:
                field.Append = LogMessageCodec.Of(append);
                break;
            case Accepted accepted:
                field.Accepted = LogMessageCodec.Of(accepted);
                break;
            case Behind behind:
                field.Behind = new Wire.Behind { Through = behind.Through.Value, Incarnation = behind.Incarnation };
                break;
            case Prepare prepare:
                field.Prepare = new Wire.Prepare { First = prepare.First.Value, Released = Fields.Of(prepare.Released) };
                break;
            case Promise promise:
                field.Promise = LogMessageCodec.Of(promise);
                break;
            case Refused refused:
                field.Refused = new Wire.Refused { Promised = Fields.Of(refused.Promised) };
                break;
            default:
                SeatMessageCodec.Fill(field, message, sender);
                break;
        }
        return field;
    }

    private static GroupMessage? Read(Wire.GroupMessage field, NodeId from, NodeId to)
    {
        if (!Fields.IsBallot(field.Ballot))
            return null;
        var (group, ballot) = (new GroupId(field.Group), Fields.BallotOf(field.Ballot));
        return field.KindCase switch
        {
            Wire.GroupMessage.KindOneofCase.Append => LogMessageCodec.Read(field.Append, group, from, to, ballot),
            Wire.GroupMessage.KindOneofCase.Accepted => LogMessageCodec.Read(field.Accepted, group, from, to, ballot),
            Wire.GroupMessage.KindOneofCase.Behind => LogMessageCodec.Read(field.Behind, group, from, to, ballot),
            Wire.GroupMessage.KindOneofCase.Prepare => LogMessageCodec.Read(field.Prepare, group, from, to, ballot),
            Wire.GroupMessage.KindOneofCase.Promise => LogMessageCodec.Read(field.Promise, group, from, to, ballot),
            Wire.GroupMessage.KindOneofCase.Refused => Fields.IsBallot(field.Refused.Promised)
                ? new Refused(group, from, to, ballot, Fields.BallotOf(field.Refused.Promised))
                : null,
            _ => SeatMessageCodec.Read(field, group, from, to, ballot),
        };
    }
}
