using System.Buffers.Binary;
using System.Collections.Immutable;

using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Node.Records;

/// <summary>A group's configuration as bytes, in log records and in checkpoints.</summary>
internal static class ConfigFormat
{
    //  0       8        9
    //  +-------+--------+- - - - - - - - - - - - - - - - - - +
    //  | epoch | voters | node u32, incarnation u64, kind u8 |   little-endian; docs/formats/records.md
    //  +-------+--------+- - - - - - - - - - - - - - - - - - +
    public const int BytesMax = HeadBytes + GroupConfig.VotersMax * VoterBytes;
    private const int HeadBytes = 9, VoterBytes = 13;

    public static int Write(Span<byte> target, GroupConfig config)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, config.Epoch);
        target[8] = (byte)config.Voters.Length;
        var at = HeadBytes;
        foreach (var voter in config.Voters)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target[at..], voter.Node.Value);
            BinaryPrimitives.WriteUInt64LittleEndian(target[(at + 4)..], voter.Incarnation);
            target[at + 12] = (byte)voter.Kind;
            at += VoterBytes;
        }
        return at;
    }

    public static GroupConfig Read(ReadOnlySpan<byte> source, out int length)
    {
        var voters = ImmutableArray.CreateBuilder<GroupVoter>(source[8]);
        length = HeadBytes;
        for (var i = 0; i < source[8]; i++)
        {
            var voter = source.Slice(length, VoterBytes);
            voters.Add(new GroupVoter(
                new NodeId(BinaryPrimitives.ReadUInt32LittleEndian(voter)), BinaryPrimitives.ReadUInt64LittleEndian(voter[4..]), (MemberKind)voter[12]));
            length += VoterBytes;
        }
        return new GroupConfig(BinaryPrimitives.ReadUInt64LittleEndian(source), voters.MoveToImmutable());
    }

    /// <summary>The one of a group that was made before groups had more than one member.</summary>
    public static GroupConfig OfOne(NodeId node) => new(1, [new GroupVoter(node, 1, MemberKind.Storage)]);
}
