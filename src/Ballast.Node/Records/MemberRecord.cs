using System.Buffers.Binary;

using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Storage.Log;

namespace Ballast.Node.Records;

/// <summary>A member's records in the node's log: what it has accepted, promised and learned.</summary>
/// <remarks>
/// The header has the ballot in which it was accepted or promised, and the slot. Version 1 is of groups of one member: there nothing precedes an
/// item record, and every slot in the log is chosen.
/// </remarks>
internal static class MemberRecord
{
    //  0                8        16         24
    //  +----------------+--------+----------+- - - - - - - - - - - - - - - - -
    //  | chosen through | origin | previous | item record, config, or nothing    an entry
    //  +----------------+--------+----------+- - - - - - - - - - - - - - - - -
    //  | chosen through |                                                        a promise
    //  +----------------+--------+-------------+--------+
    //  | chosen through | origin | incarnation | config |                        the start of a log, or a later one
    //  +----------------+--------+-------------+--------+
    // A ballot is round u32, node u32; all is little-endian. docs/formats/records.md.
    public const byte FormatVersion = 2;
    public const int HeadBytesMax = EntryHeadBytes + ConfigFormat.BytesMax;
    private const byte OfOneMember = 1;
    private const int EntryHeadBytes = 24, OriginAt = 8, PreviousAt = 16, IncarnationAt = 16;

    public static LogRecordHeader HeaderOf(GroupId group, in GroupRecord record)
    {
        var (type, slot) = record switch
        {
            { Start: { } start } => (record.IsFloor ? RecordType.LogFloor : RecordType.LogStart, start.Slot),
            { Entry: { } entry } => (TypeOf(entry), entry.Slot),
            _ => (RecordType.Promised, Slot.BeforeLog),
        };
        return new LogRecordHeader((byte)type, FormatVersion, 0, group, record.Ballot, slot);
    }

    /// <summary>Writes everything before an item record; gives its length.</summary>
    public static int WriteHead(Span<byte> target, in GroupRecord record, ulong incarnation)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, record.ChosenThrough.Value);
        if (record.Start is { } start)
        {
            Write(target[OriginAt..], start.Origin);
            BinaryPrimitives.WriteUInt64LittleEndian(target[IncarnationAt..], incarnation);
            return EntryHeadBytes + ConfigFormat.Write(target[EntryHeadBytes..], start.Config);
        }
        if (record.Entry is not { } entry)
            return OriginAt;
        Write(target[OriginAt..], entry.Origin);
        Write(target[PreviousAt..], entry.Previous);
        return entry.Config is { } config ? EntryHeadBytes + ConfigFormat.Write(target[EntryHeadBytes..], config) : EntryHeadBytes;
    }

    /// <summary>Reads a record of any type that a member writes.</summary>
    /// <param name="header">As in the log.</param>
    /// <param name="payload">As in the log.</param>
    /// <param name="incarnation">Of the member, where its log starts.</param>
    public static GroupRecord Read(in LogRecordHeader header, ReadOnlySpan<byte> payload, out ulong incarnation)
    {
        incarnation = 0;
        if (header.FormatVersion == OfOneMember)
            return ReadOfOneMember(header, payload);
        if (header.FormatVersion != FormatVersion)
            throw new NodeFormatException($"The log holds a record of format {header.FormatVersion}, which this release does not know.");
        var chosen = new Slot(BinaryPrimitives.ReadUInt64LittleEndian(payload));
        switch ((RecordType)header.Type)
        {
            case RecordType.Promised:
                return new GroupRecord(0, header.Ballot, chosen, null);
            case RecordType.LogStart or RecordType.LogFloor:
                incarnation = BinaryPrimitives.ReadUInt64LittleEndian(payload[IncarnationAt..]);
                var start = new LogStart(header.Slot, ReadBallot(payload[OriginAt..]), ConfigFormat.Read(payload[EntryHeadBytes..], out _));
                return new GroupRecord(0, header.Ballot, chosen, null, start, (RecordType)header.Type == RecordType.LogFloor);
            default:
                return new GroupRecord(0, header.Ballot, chosen, ReadEntry(header, payload));
        }
    }

    private static GroupEntry ReadEntry(in LogRecordHeader header, ReadOnlySpan<byte> payload)
    {
        var (origin, previous) = (ReadBallot(payload[OriginAt..]), ReadBallot(payload[PreviousAt..]));
        var rest = payload[EntryHeadBytes..];
        return (RecordType)header.Type switch
        {
            RecordType.NoOp => new GroupEntry(header.Slot, header.Ballot, origin, previous, EntryKind.NoOp, 0, default),
            RecordType.Config => new GroupEntry(header.Slot, header.Ballot, origin, previous, EntryKind.Config, 0, default, ConfigFormat.Read(rest, out _)),
            _ => new GroupEntry(header.Slot, header.Ballot, origin, previous, EntryKind.Command, header.Type, rest.ToArray()),
        };
    }

    private static GroupRecord ReadOfOneMember(in LogRecordHeader header, ReadOnlySpan<byte> payload)
    {
        var previous = header.Slot.Value > 1 ? header.Ballot : default;
        return new GroupRecord(
            0, header.Ballot, header.Slot,
            new GroupEntry(header.Slot, header.Ballot, header.Ballot, previous, EntryKind.Command, header.Type, payload.ToArray()));
    }

    private static RecordType TypeOf(GroupEntry entry) => entry.Kind switch
    {
        EntryKind.NoOp => RecordType.NoOp,
        EntryKind.Config => RecordType.Config,
        _ => (RecordType)entry.Type,
    };

    internal static void Write(Span<byte> target, Ballot ballot)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, ballot.Round);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], ballot.Node.Value);
    }

    internal static Ballot ReadBallot(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt32LittleEndian(source), new NodeId(BinaryPrimitives.ReadUInt32LittleEndian(source[4..])));
}
