using Ballast.Foundation.Buffers;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Records;
using Ballast.Storage.Log;

namespace Ballast.Node.Replicas;

/// <summary>A record between proposal and apply, and the call that waits for it. Reused; owned by one replica.</summary>
/// <remarks>One without a slot is a barrier: it changes nothing, and its call is answered when everything before it is applied.</remarks>
internal sealed class ProposedWrite
{
    public Slot Slot { get; set; }
    public RecordType Type { get; set; }

    /// <summary>The log holds the record up to here.</summary>
    public LogPosition End { get; set; }

    /// <summary>The record's payload (<see cref="ItemRecord"/>).</summary>
    public ByteBuffer Payload { get; } = new(1024);

    public int KeyHash { get; set; }
    public int KeyStart { get; set; }
    public int KeyBytes { get; set; }
    public int StoredStart { get; set; }

    /// <summary>Bytes by which it changes its item collection, once applied.</summary>
    public long CollectionGrowth { get; set; }

    public ReplicaCall? Call { get; set; }
    public CallOutcome OutcomeWhenApplied { get; set; }

    public bool IsBarrier => Slot == Slot.BeforeLog;
    public ReadOnlySpan<byte> Key => Payload.Written.Slice(KeyStart, KeyBytes);

    /// <summary>The after-image, header and document; empty for a deletion.</summary>
    public ReadOnlySpan<byte> Stored => Payload.Written[StoredStart..];

    public void Clear()
    {
        Payload.Clear();
        Slot = Slot.BeforeLog;
        Call = null;
        CollectionGrowth = 0;
        OutcomeWhenApplied = CallOutcome.Done;
    }
}
