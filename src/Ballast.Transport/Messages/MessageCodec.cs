using System.Buffers;

using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Copies;
using Ballast.Node.Links;

using Google.Protobuf;

namespace Ballast.Transport.Messages;

/// <summary>Why bytes are no message.</summary>
public enum MessageFault
{
    None,

    /// <summary>They are not what any release writes.</summary>
    Damaged,

    /// <summary>A message of a kind that this release does not know.</summary>
    UnknownKind,
}

/// <summary>Messages of nodes as bytes (docs/formats/messages.md).</summary>
/// <remarks>
/// Whatever bytes come, decoding throws nothing: what a message may hold is checked before anything is made of it. What is checked is form; that a peer
/// says what is true is not. A decoded message owns its bytes. Stateless.
/// </remarks>
public static class MessageCodec
{
    private static readonly MessageParser<Wire.Envelope> Parser = Wire.Envelope.Parser.WithDiscardUnknownFields(true);

    /// <summary>Appends a message. Nothing of it is held afterwards.</summary>
    public static void Encode(NodeMessage message, IBufferWriter<byte> target) => EnvelopeOf(message).WriteTo(target);

    /// <summary>The message, or null when the bytes are none that this release knows.</summary>
    public static NodeMessage? Decode(ReadOnlySequence<byte> bytes, NodeId from, NodeId to) => Decode(bytes, from, to, out _);

    /// <summary>The message, or null and why there is none.</summary>
    public static NodeMessage? Decode(ReadOnlySequence<byte> bytes, NodeId from, NodeId to, out MessageFault fault)
    {
        fault = MessageFault.Damaged;
        if (bytes.IsEmpty || Parse(bytes) is not { } envelope)
            return null;
        if (envelope.MessageCase == Wire.Envelope.MessageOneofCase.None || GroupMessageCodec.HasUnknownKind(envelope.Groups))
        {
            fault = MessageFault.UnknownKind;
            return null;
        }
        var message = ReadFrequent(envelope, from, to) ?? GroupTaskCodec.Read(envelope, from, to) ?? CopyCodec.Read(envelope, from, to);
        if (message is not null)
            fault = MessageFault.None;
        return message;
    }

    private static Wire.Envelope? Parse(ReadOnlySequence<byte> bytes)
    {
        try
        {
            return Parser.ParseFrom(bytes);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException || IsOfLostCount(e))
        {
            return null;
        }
    }

    // The parser adds a length to its place in the bytes without a look: one near the largest int makes it lose count, and it runs into the bounds of its spans.
    private static bool IsOfLostCount(Exception e) => e is IndexOutOfRangeException or ArgumentException or OverflowException;

    private static Wire.Envelope EnvelopeOf(NodeMessage message) => message switch
    {
        GroupMessages groups => new Wire.Envelope { Groups = GroupMessageCodec.Of(groups) },
        ProbeMessage probe => new Wire.Envelope { Probe = LeaseCodec.Of(probe) },
        GrantMessage grant => new Wire.Envelope { Grant = LeaseCodec.Of(grant) },
        RestRollMessage roll => new Wire.Envelope { RestRoll = LeaseCodec.Of(roll.Groups) },
        RestBrokenMessage broken => new Wire.Envelope { RestBroken = LeaseCodec.Of(broken.Groups) },
        ReturnMessage asked => new Wire.Envelope { PromisesAskedBack = LeaseCodec.Of(asked.Return.Through) },
        ReturnedMessage given => new Wire.Envelope { PromisesGivenBack = LeaseCodec.Of(given.Returned.Through) },
        CallMessage call => new Wire.Envelope { Call = CallCodec.Of(call) },
        CallAnswerMessage answer => new Wire.Envelope { CallAnswer = CallAnswerCodec.Of(answer) },
        ServesMessage serves => new Wire.Envelope { Serves = new Wire.Serves { Group = serves.Group.Value } },
        TablesChangedMessage => new Wire.Envelope { TablesChanged = new Wire.TablesChanged() },
        GroupTask task => GroupTaskCodec.EnvelopeOf(task),
        GroupTaskAnswer answer => GroupTaskCodec.EnvelopeOf(answer),
        CopyMessage copy => CopyCodec.EnvelopeOf(copy),
        _ => throw Invariant.Unreachable("a message without a codec"),
    };

    private static NodeMessage? ReadFrequent(Wire.Envelope envelope, NodeId from, NodeId to) => envelope.MessageCase switch
    {
        Wire.Envelope.MessageOneofCase.Groups => GroupMessageCodec.Read(envelope.Groups, from, to),
        Wire.Envelope.MessageOneofCase.Probe => LeaseCodec.Read(envelope.Probe, from, to),
        Wire.Envelope.MessageOneofCase.Grant => LeaseCodec.Read(envelope.Grant, from, to),
        Wire.Envelope.MessageOneofCase.RestRoll => LeaseCodec.Read(envelope.RestRoll) is { } groups ? new RestRollMessage(from, to, groups) : null,
        Wire.Envelope.MessageOneofCase.RestBroken => LeaseCodec.Read(envelope.RestBroken) is { } groups ? new RestBrokenMessage(from, to, groups) : null,
        Wire.Envelope.MessageOneofCase.PromisesAskedBack =>
            LeaseCodec.Read(envelope.PromisesAskedBack) is { } through ? new ReturnMessage(from, to, new(through)) : null,
        Wire.Envelope.MessageOneofCase.PromisesGivenBack =>
            LeaseCodec.Read(envelope.PromisesGivenBack) is { } through ? new ReturnedMessage(from, to, new(through)) : null,
        Wire.Envelope.MessageOneofCase.Call => CallCodec.Read(envelope.Call, from, to),
        Wire.Envelope.MessageOneofCase.CallAnswer => CallAnswerCodec.Read(envelope.CallAnswer, from, to),
        Wire.Envelope.MessageOneofCase.Serves => new ServesMessage(from, to, new GroupId(envelope.Serves.Group)),
        Wire.Envelope.MessageOneofCase.TablesChanged => new TablesChangedMessage(from, to),
        _ => null,
    };
}
