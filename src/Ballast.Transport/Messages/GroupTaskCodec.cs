using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Model.Keys;
using Ballast.Node;
using Ballast.Node.Calls;
using Ballast.Node.Copies;
using Ballast.Node.Links;
using Ballast.Storage.Trees;

namespace Ballast.Transport.Messages;

/// <summary>What the control plane asks of nodes, and what they answer.</summary>
internal static class GroupTaskCodec
{
    public static Wire.Envelope EnvelopeOf(GroupTask task) => task switch
    {
        LookAtGroup => new Wire.Envelope { LookAtGroup = Of(task) },
        MakeGroup make => new Wire.Envelope { MakeGroup = Of(make) },
        DropGroup => new Wire.Envelope { DropGroup = Of(task) },
        CountGroup => new Wire.Envelope { CountGroup = Of(task) },
        ChecksumGroup => new Wire.Envelope { ChecksumGroup = Of(task) },
        _ => throw Invariant.Unreachable("a task without a codec"),
    };

    public static Wire.Envelope EnvelopeOf(GroupTaskAnswer answer) => answer switch
    {
        GroupLook look => new Wire.Envelope { GroupLook = Of(look) },
        GroupTaskDone done => new Wire.Envelope { GroupTaskDone = new Wire.GroupTaskDone { Id = done.Id, Outcome = (uint)done.Outcome } },
        GroupCounts counts => new Wire.Envelope { GroupCounts = Of(counts) },
        GroupChecksum checksum => new Wire.Envelope { GroupChecksum = Of(checksum) },
        _ => throw Invariant.Unreachable("a task's answer without a codec"),
    };

    public static NodeMessage? Read(Wire.Envelope envelope, NodeId from, NodeId to) => envelope.MessageCase switch
    {
        Wire.Envelope.MessageOneofCase.LookAtGroup => new LookAtGroup(from, to, envelope.LookAtGroup.Id, new GroupId(envelope.LookAtGroup.Group)),
        Wire.Envelope.MessageOneofCase.MakeGroup => Read(envelope.MakeGroup, from, to),
        Wire.Envelope.MessageOneofCase.DropGroup => new DropGroup(from, to, envelope.DropGroup.Id, new GroupId(envelope.DropGroup.Group)),
        Wire.Envelope.MessageOneofCase.CountGroup => new CountGroup(from, to, envelope.CountGroup.Id, new GroupId(envelope.CountGroup.Group)),
        Wire.Envelope.MessageOneofCase.ChecksumGroup => new ChecksumGroup(from, to, envelope.ChecksumGroup.Id, new GroupId(envelope.ChecksumGroup.Group)),
        Wire.Envelope.MessageOneofCase.GroupLook => Read(envelope.GroupLook, from, to),
        Wire.Envelope.MessageOneofCase.GroupTaskDone => envelope.GroupTaskDone.Outcome <= (uint)CallOutcome.NotLeader
            ? new GroupTaskDone(from, to, envelope.GroupTaskDone.Id, (CallOutcome)envelope.GroupTaskDone.Outcome)
            : null,
        Wire.Envelope.MessageOneofCase.GroupCounts => Read(envelope.GroupCounts, from, to),
        Wire.Envelope.MessageOneofCase.GroupChecksum => Read(envelope.GroupChecksum, from, to),
        _ => null,
    };

    private static Wire.GroupTask Of(GroupTask task) => new() { Id = task.Id, Group = task.Group.Value };

    private static Wire.MakeGroup Of(MakeGroup make) => new()
    {
        Id = make.Id,
        Group = make.Group.Value,
        Schema = SchemaCodec.Of(make.Schema),
        Config = GroupConfigCodec.Of(make.Config),
    };

    private static Wire.GroupLook Of(GroupLook look) => new()
    {
        Id = look.Id,
        Incarnation = look.Incarnation,
        HasHistory = look.HasHistory,
        Config = look.Config is { } config ? GroupConfigCodec.Of(config) : null,
        IsUntouched = look.IsUntouched,
    };

    private static Wire.GroupCounts Of(GroupCounts counts)
    {
        var field = new Wire.GroupCounts { Id = counts.Id };
        if (counts.Figures is not { } figures)
            return field;
        field.Figures = new Wire.GroupCounts.Types.Figures { Items = figures.Items, Bytes = figures.Bytes };
        field.Figures.IndexEntries.AddRange(figures.IndexEntries);
        field.Figures.IndexBytes.AddRange(figures.IndexBytes);
        return field;
    }

    private static Wire.GroupChecksum Of(GroupChecksum checksum) => new()
    {
        Id = checksum.Id,
        Content = checksum.Replica is { } replica
            ? new Wire.GroupChecksum.Types.Content { Slot = replica.Slot.Value, Sum = replica.Checksum.Sum, Items = replica.Checksum.Items }
            : null,
    };

    private static MakeGroup? Read(Wire.MakeGroup field, NodeId from, NodeId to) =>
        SchemaCodec.Read(field.Schema) is { } schema && GroupConfigCodec.Read(field.Config) is { } config
            ? new MakeGroup(from, to, field.Id, new GroupId(field.Group), schema, config)
            : null;

    private static GroupLook? Read(Wire.GroupLook field, NodeId from, NodeId to)
    {
        var config = GroupConfigCodec.Read(field.Config);
        return config is null == field.Config is null ? new GroupLook(from, to, field.Id, field.Incarnation, field.HasHistory, config, field.IsUntouched) : null;
    }

    private static GroupCounts? Read(Wire.GroupCounts field, NodeId from, NodeId to)
    {
        if (field.Figures is not { } figures)
            return new GroupCounts(from, to, field.Id, null);
        return figures.IndexEntries.Count <= KeySpaces.LocalIndexesMax && figures.IndexBytes.Count == figures.IndexEntries.Count
            ? new GroupCounts(from, to, field.Id, new PartitionFigures(figures.Items, figures.Bytes, [.. figures.IndexEntries], [.. figures.IndexBytes]))
            : null;
    }

    private static GroupChecksum? Read(Wire.GroupChecksum field, NodeId from, NodeId to)
    {
        if (field.Content is not { } content)
            return new GroupChecksum(from, to, field.Id, null);
        return Fields.IsCount(content.Slot)
            ? new GroupChecksum(from, to, field.Id, new ReplicaChecksum(new Slot(content.Slot), new LogicalChecksum(content.Sum, content.Items)))
            : null;
    }
}
