using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Replication.Groups;
using Ballast.Storage.Log;

namespace Ballast.Node.Records;

/// <summary>The record with which a group begins on each of its first members: slot 1, chosen by whoever makes the group.</summary>
/// <param name="Config">The first configuration.</param>
/// <param name="Schema">The partition's schema, as <see cref="SchemaDocument"/> writes it.</param>
/// <param name="Origin">Of slot 1.</param>
internal sealed record GroupBirth(GroupConfig Config, byte[] Schema, Ballot Origin)
{
    public const byte FormatVersion = 2;
    private const byte OfOneMember = 1;

    /// <summary>The slot that it takes.</summary>
    public static Slot Slot { get; } = new(1);

    public byte[] Write()
    {
        var bytes = new byte[ConfigFormat.BytesMax + Schema.Length];
        var at = ConfigFormat.Write(bytes, Config);
        Schema.CopyTo(bytes, at);
        return bytes[..(at + Schema.Length)];
    }

    /// <summary>Reads it; where only the node itself was a member the record says nothing of that.</summary>
    public static GroupBirth Read(in LogRecordHeader header, ReadOnlySpan<byte> payload, NodeId self)
    {
        if (header.FormatVersion == OfOneMember)
            return new GroupBirth(ConfigFormat.OfOne(self), payload.ToArray(), header.Ballot);
        if (header.FormatVersion != FormatVersion)
            throw new NodeFormatException($"The log holds a group of format {header.FormatVersion}, which this release does not know.");
        var config = ConfigFormat.Read(payload, out var length);
        return new GroupBirth(config, payload[length..].ToArray(), header.Ballot);
    }
}
