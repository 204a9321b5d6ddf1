using System.Buffers.Binary;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Snapshots;

/// <summary>A place between two pages of a checkpoint, in the one order in which they are sent: parents before what they refer to.</summary>
/// <remarks>
/// It names the next page by the way to it from the root (which reference to follow, level by level), so that a sender that has never heard of
/// the receiver can go on from it. It carries the count and the digest of all pages before it.
/// </remarks>
//  0       8        16      17
//  +-------+--------+-------+------------ … ---+
//  | pages | digest | depth | 2 bytes a step   |   depth 0 is the end
//  +-------+--------+-------+------------ … ---+
public sealed class CheckpointPosition : IEquatable<CheckpointPosition>
{
    /// <summary>The bytes of the longest position.</summary>
    public const int BytesMax = PathAt + DepthMax * sizeof(ushort);

    // The root's own reference, and one in each node on the way down.
    internal const int DepthMax = TreeRoot.LevelsMax + 1;
    private const int DigestAt = 8, DepthAt = 16, PathAt = 17;
    private readonly ushort[] _path;

    internal CheckpointPosition(long pagesBefore, ulong digest, ushort[] path) => (PagesBefore, Digest, _path) = (pagesBefore, digest, path);

    /// <summary>Before the first page.</summary>
    public static CheckpointPosition Start { get; } = new(0, 0, [0]);

    /// <summary>How many pages come before it.</summary>
    public long PagesBefore { get; }

    /// <summary>XXH64 of the pages before it, each seeded by the digest of those before.</summary>
    public ulong Digest { get; }

    /// <summary>Behind the last page.</summary>
    public bool IsEnd => _path.Length == 0;

    /// <summary>How many bytes <see cref="Write"/> takes.</summary>
    public int Bytes => PathAt + _path.Length * sizeof(ushort);

    internal ReadOnlySpan<ushort> Path => _path;

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, PagesBefore);
        BinaryPrimitives.WriteUInt64LittleEndian(target[DigestAt..], Digest);
        target[DepthAt] = (byte)_path.Length;
        for (var i = 0; i < _path.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(target[(PathAt + i * sizeof(ushort))..], _path[i]);
    }

    /// <summary>Reads a position that <paramref name="source"/> begins with; false when it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out CheckpointPosition position)
    {
        position = Start;
        if (source.Length < PathAt || source[DepthAt] > DepthMax || source.Length < PathAt + source[DepthAt] * sizeof(ushort))
            return false;
        var path = new ushort[source[DepthAt]];
        for (var i = 0; i < path.Length; i++)
            path[i] = BinaryPrimitives.ReadUInt16LittleEndian(source[(PathAt + i * sizeof(ushort))..]);
        position = new CheckpointPosition(
            BinaryPrimitives.ReadInt64LittleEndian(source), BinaryPrimitives.ReadUInt64LittleEndian(source[DigestAt..]), path);
        return position.PagesBefore >= 0;
    }

    public bool Equals(CheckpointPosition? other) =>
        other is not null && PagesBefore == other.PagesBefore && Digest == other.Digest && Path.SequenceEqual(other.Path);

    public override bool Equals(object? obj) => Equals(obj as CheckpointPosition);

    public override int GetHashCode() => PagesBefore.GetHashCode() ^ Digest.GetHashCode();
}
