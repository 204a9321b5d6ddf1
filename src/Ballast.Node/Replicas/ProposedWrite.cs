using Ballast.Foundation.Identity;
using Ballast.Node.Calls;

namespace Ballast.Node.Replicas;

/// <summary>A record between proposal and apply, and the call that waits for it. Reused; owned by one replica.</summary>
/// <remarks>A barrier changes nothing: its call is answered when the write before it is applied.</remarks>
internal sealed class ProposedWrite
{
    public Slot Slot { get; set; }

    /// <summary>The ballot in which it was proposed: the slot may yet hold another's value.</summary>
    public Ballot Ballot { get; set; }

    public bool IsBarrier { get; set; }

    /// <summary>The record's payload (<see cref="Records.ItemRecord"/>); shared with the log, and never changed.</summary>
    public ReadOnlyMemory<byte> Payload { get; set; }

    public int KeyHash { get; set; }
    public int KeyStart { get; set; }
    public int KeyBytes { get; set; }

    /// <summary>Bytes by which it changes its item collection, once applied.</summary>
    public long CollectionGrowth { get; set; }

    public long SinceMilliseconds { get; set; }
    public ReplicaCall? Call { get; set; }
    public CallOutcome OutcomeWhenApplied { get; set; }

    public ReadOnlySpan<byte> Key => Payload.Span.Slice(KeyStart, KeyBytes);

    /// <summary>The after-image, header and document; empty for a deletion.</summary>
    public ReadOnlySpan<byte> Stored => Payload.Span[(KeyStart + KeyBytes)..];

    public void Clear()
    {
        Payload = default;
        Slot = Slot.BeforeLog;
        Call = null;
        CollectionGrowth = 0;
        IsBarrier = false;
        OutcomeWhenApplied = CallOutcome.Done;
    }
}
