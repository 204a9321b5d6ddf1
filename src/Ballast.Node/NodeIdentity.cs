using System.Buffers.Binary;

using Ballast.Foundation;
using Ballast.Foundation.Checksums;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;

namespace Ballast.Node;

/// <summary>Who a data directory belongs to: the cluster, the node, which incarnation of the node's memory it holds, and how often it was started.</summary>
/// <param name="ClusterId">Drawn once, when the first node's directory is made.</param>
/// <param name="Incarnation">Of the directory: one that is lost and made anew has another.</param>
/// <param name="Boot">Grows with each start: promises between nodes are told apart by it.</param>
public sealed record NodeIdentity(Guid ClusterId, NodeId Node, ulong Incarnation, ulong Boot)
{
    //  0                  8         12           28        32            40     48
    //  +------------------+---------+------------+---------+-------------+------+--------+
    //  | "BALLNODE"       | version | cluster id | node id | incarnation | boot | crc32c |   little-endian; docs/formats/node.md
    //  +------------------+---------+------------+---------+-------------+------+--------+
    // Version 1 has no boot.
    public const string FileName = "node";
    public const int FormatVersion = 2;
    private const string TemporaryName = "node.new";
    private const int Bytes = 52, ChecksumAt = 48, WithoutBoot = 1, ChecksumWithoutBootAt = 40;
    private static ReadOnlySpan<byte> Magic => "BALLNODE"u8;

    /// <summary>Reads the identity, or makes one in an empty directory, and counts the start, durably.</summary>
    /// <param name="disk">The node's directory.</param>
    /// <param name="node">Who it must be.</param>
    /// <param name="cluster">The cluster that it must be of; null where it is the first.</param>
    /// <param name="chance">For what is drawn.</param>
    /// <exception cref="NodeFormatException">The directory is a newer release's or another node's, or its identity is damaged or missing.</exception>
    public static NodeIdentity Start(IDisk disk, NodeId node, Guid? cluster, Chance chance)
    {
        var found = TryRead(disk) ?? New(disk, node, cluster, chance);
        if (found.Node != node)
            throw new NodeFormatException($"The directory is that of node {found.Node.Value}, not of node {node.Value}.");
        if (cluster is { } expected && found.ClusterId != expected)
            throw new NodeFormatException($"The directory is of another cluster ({found.ClusterId}, not {expected}).");
        var started = found with { Boot = found.Boot + 1 };
        started.Write(disk);
        return started;
    }

    /// <summary>The identity of a directory; null where it has none.</summary>
    /// <exception cref="NodeFormatException">It is a newer release's, or damaged.</exception>
    public static NodeIdentity? TryRead(IDisk disk) => disk.Exists(FileName) ? Read(disk) : null;

    private static NodeIdentity New(IDisk disk, NodeId node, Guid? cluster, Chance chance)
    {
        if (disk.List().FirstOrDefault(static name => name != TemporaryName) is { } stranger)
            throw new NodeFormatException($"The directory holds {stranger} but no file '{FileName}': it is not a storage node's, or it is damaged.");
        Span<byte> id = stackalloc byte[16];
        chance.Fill(id);
        return new NodeIdentity(cluster ?? new Guid(id), node, Math.Max(1, chance.NextUInt64() >> 1), 0);
    }

    private static NodeIdentity Read(IDisk disk)
    {
        using var file = disk.Open(FileName);
        Span<byte> bytes = stackalloc byte[Bytes];
        var read = file.Read(0, bytes);
        if (read < ChecksumWithoutBootAt + sizeof(uint) || !bytes.StartsWith(Magic))
            throw new NodeFormatException($"The file '{FileName}' is damaged.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version > FormatVersion)
            throw new NodeFormatException($"The data was written by a newer release (node format {version}; this release knows {FormatVersion}).");
        var checksumAt = version == WithoutBoot ? ChecksumWithoutBootAt : ChecksumAt;
        if (read != checksumAt + sizeof(uint) || Crc32C.Compute(bytes[..checksumAt]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[checksumAt..]))
            throw new NodeFormatException($"The file '{FileName}' is damaged.");
        return new NodeIdentity(
            new Guid(bytes.Slice(12, 16)),
            new NodeId(BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..])),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
            version == WithoutBoot ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]));
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
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], Boot);
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
