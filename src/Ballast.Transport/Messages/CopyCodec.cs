using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Copies;
using Ballast.Storage.Snapshots;

using Google.Protobuf;

namespace Ballast.Transport.Messages;

/// <summary>Copies of trees. Their headers and pages have checksums of their own, and are checked where they are taken.</summary>
internal static class CopyCodec
{
    public static Wire.Envelope EnvelopeOf(CopyMessage message)
    {
        var group = message.Group.Value;
        return message switch
        {
            TreeOffer => new Wire.Envelope { TreeOffer = new Wire.TreeOffer { Group = group } },
            AskTree ask => new Wire.Envelope { AskTree = new Wire.AskTree { Group = group, Floor = ask.Floor.Value } },
            TreeHeader header => new Wire.Envelope { TreeHeader = new Wire.TreeHeader { Group = group, Header = Fields.Wrap(header.Header) } },
            AskPages ask => new Wire.Envelope { AskPages = new Wire.AskPages { Group = group, Sequence = ask.Sequence, Position = Of(ask.Position) } },
            TreePages pages => new Wire.Envelope { TreePages = new Wire.TreePages { Group = group, Sequence = pages.Sequence, Chunk = Fields.Wrap(pages.Chunk) } },
            TreeGone gone => new Wire.Envelope { TreeGone = new Wire.TreeGone { Group = group, Sequence = gone.Sequence } },
            _ => throw Invariant.Unreachable("a message about a copy without a codec"),
        };
    }

    public static CopyMessage? Read(Wire.Envelope envelope, NodeId from, NodeId to) => envelope.MessageCase switch
    {
        Wire.Envelope.MessageOneofCase.TreeOffer => new TreeOffer(from, to, new GroupId(envelope.TreeOffer.Group)),
        Wire.Envelope.MessageOneofCase.AskTree => Fields.IsCount(envelope.AskTree.Floor)
            ? new AskTree(from, to, new GroupId(envelope.AskTree.Group), new Slot(envelope.AskTree.Floor))
            : null,
        Wire.Envelope.MessageOneofCase.TreeHeader => new TreeHeader(from, to, new GroupId(envelope.TreeHeader.Group), envelope.TreeHeader.Header.Memory),
        Wire.Envelope.MessageOneofCase.AskPages => Read(envelope.AskPages, from, to),
        Wire.Envelope.MessageOneofCase.TreePages =>
            new TreePages(from, to, new GroupId(envelope.TreePages.Group), envelope.TreePages.Sequence, envelope.TreePages.Chunk.Memory),
        Wire.Envelope.MessageOneofCase.TreeGone => new TreeGone(from, to, new GroupId(envelope.TreeGone.Group), envelope.TreeGone.Sequence),
        _ => null,
    };

    private static ByteString Of(CheckpointPosition position)
    {
        var bytes = new byte[position.Bytes];
        position.Write(bytes);
        return Fields.Wrap(bytes);
    }

    private static AskPages? Read(Wire.AskPages field, NodeId from, NodeId to) =>
        CheckpointPosition.TryRead(field.Position.Span, out var position) && position.Bytes == field.Position.Length
            ? new AskPages(from, to, new GroupId(field.Group), field.Sequence, position)
            : null;
}
