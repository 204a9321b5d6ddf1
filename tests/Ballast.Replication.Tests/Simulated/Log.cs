using System.Buffers.Binary;

using Ballast.Foundation.Checksums;
using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Tests.Simulated;

/// <summary>The one log that all members must hold, as it comes to be known; and sums over its commands.</summary>
internal sealed class Log
{
    private readonly Dictionary<Slot, (string Value, ulong Sum)> _chosen = [];

    public int Count => _chosen.Count;

    public Slot Last { get; private set; }

    public GroupConfig? LatestConfig { get; private set; }

    /// <summary>A command carries the sum of all that its leader had before it.</summary>
    public static byte[] Command(int number, ulong sumBefore)
    {
        var payload = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(payload, number);
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(4), sumBefore);
        return payload;
    }

    public static ulong SumBehind(ulong sum, GroupEntry entry)
    {
        if (entry.Kind != EntryKind.Command)
            return sum;
        Span<byte> both = stackalloc byte[8 + entry.Payload.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(both, sum);
        entry.Payload.Span.CopyTo(both[8..]);
        return XxHash64.Compute(both);
    }

    public static string ValueOf(GroupEntry entry) => entry.Kind switch
    {
        EntryKind.NoOp => $"no-op of {entry.Origin}",
        EntryKind.Config => $"{entry.Config} of {entry.Origin}",
        _ => $"v{BinaryPrimitives.ReadInt32LittleEndian(entry.Payload.Span)} of {entry.Origin}",
    };

    public void Apply(NodeId node, GroupEntry entry, ulong sum)
    {
        var value = ValueOf(entry);
        if (_chosen.TryGetValue(entry.Slot, out var known) && (known.Value != value || known.Sum != sum))
            throw new ViolationException(Checker.Agreement, $"{node} applied {value} to {entry.Slot}, which holds {known.Value}");
        if (entry.Kind == EntryKind.Command && BinaryPrimitives.ReadUInt64LittleEndian(entry.Payload.Span[4..]) != sum)
            throw new ViolationException(Checker.PrimaryOrder, $"{node} applied {value} to {entry.Slot} behind others than its leader saw");
        _chosen[entry.Slot] = (value, sum);
        if (entry.Slot > Last)
            Last = entry.Slot;
        if (entry.Config is { } config && (LatestConfig is null || config.Epoch > LatestConfig.Epoch))
            LatestConfig = config;
    }

    public bool Holds(Slot slot, string value) => _chosen.TryGetValue(slot, out var known) && known.Value == value;
}
