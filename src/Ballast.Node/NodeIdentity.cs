using System.Buffers.Binary;

using Ballast.Foundation;
using Ballast.Foundation.Checksums;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;

namespace Ballast.Node;

/// <summary>Who a data directory belongs to: the cluster, the node, and which incarnation of the node's memory it holds.</summary>
/// <param name="ClusterId">Drawn once, when the first node's directory is made.</param>
/// <param name="Incarnation">Of the directory: one that is lost and made anew has another.</param>
public sealed record NodeIdentity(Guid ClusterId, NodeId Node, ulong Incarnation)
{
    //  0                  8         12           28        32            40       44     4096            8192
    //  +------------------+---------+------------+---------+-------------+--------+- - -+---------------+---------------+
    //  | "BALLNODE"       | version | cluster id | node id | incarnation | crc32c |     | starts, crc32c | starts, crc32c |   little-endian
    //  +------------------+---------+------------+---------+-------------+--------+- - -+---------------+---------------+
    // The number of starts stands in the two places in turn, so that a torn write leaves the one before. Version 1 ends behind the first checksum.
    // docs/formats/node.md.
    public const string FileName = "node";
    public const int FormatVersion = 2;
    private const string TemporaryName = "node.new";
    private const int Bytes = 44, ChecksumAt = 40, PageBytes = 4096, FileBytes = 3 * PageBytes;
    private static ReadOnlySpan<byte> Magic => "BALLNODE"u8;

    /// <summary>Reads the identity, or makes one in an empty directory.</summary>
    /// <param name="disk">The node's directory.</param>
    /// <param name="node">Who it must be.</param>
    /// <param name="cluster">The cluster that it must be of; null where it is the first.</param>
    /// <param name="chance">For what is drawn.</param>
    /// <exception cref="NodeFormatException">The directory is a newer release's or another node's, or its identity is damaged or missing.</exception>
    public static NodeIdentity ReadOrCreate(IDisk disk, NodeId node, Guid? cluster, Chance chance)
    {
        var found = TryRead(disk) ?? New(disk, node, cluster, chance);
        if (found.Node != node)
            throw new NodeFormatException($"The directory is that of node {found.Node.Value}, not of node {node.Value}.");
        if (cluster is { } expected && found.ClusterId != expected)
            throw new NodeFormatException($"The directory is of another cluster ({found.ClusterId}, not {expected}).");
        return found;
    }

    /// <summary>The identity of a directory; null where it has none.</summary>
    /// <exception cref="NodeFormatException">It is a newer release's, or damaged.</exception>
    public static NodeIdentity? TryRead(IDisk disk)
    {
        if (!disk.Exists(FileName))
            return null;
        using var file = disk.Open(FileName);
        Span<byte> bytes = stackalloc byte[Bytes];
        if (file.Read(0, bytes) != Bytes || !bytes.StartsWith(Magic))
            throw Damaged();
        if (VersionOf(bytes) > FormatVersion)
            throw new NodeFormatException($"The data was written by a newer release (node format {VersionOf(bytes)}; this release knows {FormatVersion}).");
        if (Crc32C.Compute(bytes[..ChecksumAt]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]))
            throw Damaged();
        return new NodeIdentity(
            new Guid(bytes.Slice(12, 16)),
            new NodeId(BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..])),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]));
    }

    /// <summary>Counts another start, durably: what nodes promise each other is told apart by it. Takes no room on the disk.</summary>
    /// <exception cref="NodeFormatException">The number is damaged: nobody knows which were used.</exception>
    public ulong CountStart(IDisk disk)
    {
        using (var file = disk.Open(FileName))
            if (file.Length == FileBytes)
                return CountStart(file);
        Write(disk);
        using var upgraded = disk.Open(FileName);
        return CountStart(upgraded);
    }

    private static ulong CountStart(IDiskFile file)
    {
        var (first, second) = (ReadStarts(file, 1), ReadStarts(file, 2));
        if (first is null && second is null)
            throw Damaged();
        // Where one cannot be read, it may be the newer one: its number was used.
        var next = Math.Max(first ?? 0, second ?? 0) + (first is null || second is null ? 2ul : 1);
        WriteStarts(file, (first ?? 0) < (second ?? 0) ? 1 : 2, next);
        file.Sync();
        return next;
    }

    /// <summary>A directory with files that no node gives such names to is not a node's, and is not made one.</summary>
    /// <exception cref="NodeFormatException">There are such files.</exception>
    public static void RefuseStrangers(IDisk disk)
    {
        if (disk.List().FirstOrDefault(static name => !IsOwnFile(name)) is { } stranger)
            throw new NodeFormatException($"The directory holds {stranger}, which is no storage node's.");
    }

    private static bool IsOwnFile(string name) =>
        name is FileName or TemporaryName || name.StartsWith("wal-", StringComparison.Ordinal) || name.StartsWith("group-", StringComparison.Ordinal);

    private static NodeIdentity New(IDisk disk, NodeId node, Guid? cluster, Chance chance)
    {
        if (disk.List().FirstOrDefault(static name => name != TemporaryName) is { } stranger)
            throw new NodeDamagedException($"The directory holds {stranger} but no file '{FileName}': it is not a storage node's, or it is damaged.");
        Span<byte> id = stackalloc byte[16];
        chance.Fill(id);
        var identity = new NodeIdentity(cluster ?? new Guid(id), node, Math.Max(1, chance.NextUInt64() >> 1));
        identity.Write(disk);
        return identity;
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
            Span<byte> page = stackalloc byte[PageBytes];
            page.Clear();
            bytes.CopyTo(page);
            file.Write(0, page);
            WriteStarts(file, 1, 0);
            WriteStarts(file, 2, 0);
            file.Sync();
        }
        disk.Rename(TemporaryName, FileName);
        disk.SyncNames();
    }

    private static ulong? ReadStarts(IDiskFile file, int page)
    {
        Span<byte> bytes = stackalloc byte[12];
        return file.Read(page * PageBytes, bytes) == bytes.Length && Crc32C.Compute(bytes[..8]) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..])
            ? BinaryPrimitives.ReadUInt64LittleEndian(bytes)
            : null;
    }

    private static void WriteStarts(IDiskFile file, int page, ulong starts)
    {
        Span<byte> bytes = stackalloc byte[PageBytes];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, starts);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Crc32C.Compute(bytes[..8]));
        file.Write(page * PageBytes, bytes);
    }

    private static uint VersionOf(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);

    private static NodeDamagedException Damaged() => new($"The file '{FileName}' is damaged.");
}

/// <summary>A data directory that this release cannot use; the message says why.</summary>
public class NodeFormatException(string message) : IOException(message);

/// <summary>A data directory that nobody can say any more whose it is, or how often it was started.</summary>
public sealed class NodeDamagedException(string message) : NodeFormatException(message);
