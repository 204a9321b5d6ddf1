using System.Buffers.Binary;

using Ballast.Foundation;
using Ballast.Foundation.Checksums;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;

namespace Ballast.Node;

/// <summary>Who a data directory belongs to: the cluster, the node, and which incarnation of the node's memory it holds.</summary>
/// <param name="ClusterId">Drawn once, when the first node's directory is made.</param>
/// <param name="Incarnation">Changes when the node has forgotten anything that it promised or accepted.</param>
public sealed record NodeIdentity(Guid ClusterId, NodeId Node, ulong Incarnation)
{
    //  0                  8         12           28        32            40
    //  +------------------+---------+------------+---------+-------------+--------+
    //  | "BALLNODE"       | version | cluster id | node id | incarnation | crc32c |   little-endian; docs/formats/node.md
    //  +------------------+---------+------------+---------+-------------+--------+
    public const string FileName = "node";
    public const int FormatVersion = 1;
    private const string TemporaryName = "node.new";
    private const int Bytes = 44, ChecksumAt = 40;
    private static ReadOnlySpan<byte> Magic => "BALLNODE"u8;

    /// <summary>Reads the identity, or makes one in an empty directory.</summary>
    /// <exception cref="NodeFormatException">The directory is a newer release's, or its identity is damaged or missing.</exception>
    public static NodeIdentity ReadOrCreate(IDisk disk, NodeId node, Chance chance)
    {
        if (disk.Exists(FileName))
            return Read(disk);
        if (disk.List().FirstOrDefault(static name => name != TemporaryName) is { } stranger)
            throw new NodeFormatException($"The directory holds {stranger} but no file '{FileName}': it is not a storage node's, or it is damaged.");
        Span<byte> id = stackalloc byte[16];
        chance.Fill(id);
        var identity = new NodeIdentity(new Guid(id), node, Math.Max(1, chance.NextUInt64() >> 1));
        identity.Write(disk);
        return identity;
    }

    private static NodeIdentity Read(IDisk disk)
    {
        using var file = disk.Open(FileName);
        Span<byte> bytes = stackalloc byte[Bytes];
        if (file.Read(0, bytes) != Bytes || !bytes.StartsWith(Magic))
            throw new NodeFormatException($"The file '{FileName}' is damaged.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version > FormatVersion)
            throw new NodeFormatException($"The data was written by a newer release (node format {version}; this release knows {FormatVersion}).");
        if (Crc32C.Compute(bytes[..ChecksumAt]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]))
            throw new NodeFormatException($"The file '{FileName}' is damaged.");
        return new NodeIdentity(
            new Guid(bytes.Slice(12, 16)),
            new NodeId(BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..])),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]));
    }

    // Whole or not at all: written aside, synced, renamed, and the name synced.
    private void Write(IDisk disk)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], FormatVersion);
        ClusterId.TryWriteBytes(bytes[12..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], Node.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], Incarnation);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Crc32C.Compute(bytes[..ChecksumAt]));
        if (disk.Exists(TemporaryName))
            disk.Delete(TemporaryName);
        using (var file = disk.Create(TemporaryName))
        {
            file.Write(0, bytes);
            file.Sync();
        }
        disk.Rename(TemporaryName, FileName);
        disk.SyncNames();
    }
}

/// <summary>A data directory that this release cannot use; the message says why.</summary>
public sealed class NodeFormatException(string message) : IOException(message);
