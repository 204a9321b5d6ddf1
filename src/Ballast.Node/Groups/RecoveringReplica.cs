using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Members;
using Ballast.Node.Records;
using Ballast.Node.Replicas;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Node.Groups;

/// <summary>A replica while the node's log is read: its tree follows what is known as chosen, and the rest is remembered.</summary>
internal sealed class RecoveringReplica
{
    private readonly ReplicaHost _host;
    private readonly ItemApplication _application;

    /// <param name="host">The node.</param>
    /// <param name="group">Whose replica it is.</param>
    /// <param name="schema">The partition's.</param>
    /// <param name="tree">As its newest checkpoint left it.</param>
    /// <param name="statistics">The counts that go with it.</param>
    /// <param name="state">What the tree holds.</param>
    /// <param name="memory">What the checkpoint remembers of the member.</param>
    public RecoveringReplica(ReplicaHost host, GroupId group, PartitionSchema schema, BTree tree, PartitionStatistics statistics, LogStart state, MemberMemory memory)
    {
        (_host, Group, Schema, Tree, Statistics, State) = (host, group, schema, tree, statistics, state);
        _application = new ItemApplication(tree, schema, statistics);
        Found = new FoundMember(group, state, hasTree: true, memory.Promised, memory.Incarnation);
    }

    public GroupId Group { get; }
    public PartitionSchema Schema { get; }
    public BTree Tree { get; }
    public PartitionStatistics Statistics { get; }
    public FoundMember Found { get; }

    /// <summary>Through where the tree has the log, and what is in force there.</summary>
    public LogStart State { get; private set; }

    /// <summary>Why it cannot be trusted; null while it can.</summary>
    public Exception? OutOfService { get; private set; }

    /// <summary>Whether the last checkpoint ended because the disk was full.</summary>
    public bool LastFailedForSpace { get; private set; }

    public bool IsOutOfPages => Tree.DirtyBytes >= _host.Limits.DirtyBytesMax || _host.IsCacheNearlyDirty;

    /// <summary>Applies the next entry that is chosen; false when there is none.</summary>
    public bool TryApplyNext()
    {
        if (OutOfService is not null || State.Slot >= Found.ChosenThrough || !Found.Has(State.Slot.Next))
            return false;
        var entry = Found.EntryAt(State.Slot.Next);
        try
        {
            if (entry.Kind == EntryKind.Command)
                ApplyItem(entry);
        }
        catch (Exception e) when (e is PageCorruptException or TreeBrokenException && (Group != GroupId.Root || _host.HasPeers))
        {
            OutOfService = e;
            return false;
        }
        State = new LogStart(entry.Slot, entry.Origin, entry.Config ?? State.Config);
        Found.Applied(State, _host.Limits.KeptEntryBytesMax);
        return true;
    }

    /// <summary>The log is read, and durable.</summary>
    public void Settle()
    {
        if (_host.Planted == PlantedBug.RecoverUnchosen || State.Config.Majority == 1 && State.Config.Has(_host.Node, Found.Incarnation))
            Found.ChooseAll();
    }

    /// <summary>A whole checkpoint in place, while nothing else runs; or none, where the disk is full.</summary>
    public void Checkpoint()
    {
        Span<byte> meta = stackalloc byte[CheckpointMeta.BytesMax];
        var memory = new MemberMemory(State.Origin, Found.Promised, Found.Incarnation, State.Config);
        meta = meta[..CheckpointMeta.Write(meta, Statistics, _host.LogReach, memory)];
        var job = Tree.BeginCheckpoint(meta, State.Slot);
        while (job.Step())
        {
        }
        CheckpointOutcome outcome;
        do
            outcome = Tree.CompleteCheckpoint(job);
        while (outcome == CheckpointOutcome.More);
        LastFailedForSpace = job.Failure is DiskFullException;
        if (LastFailedForSpace)
        {
            _host.DiskIsFull(Group);
            return;
        }
        if (outcome == CheckpointOutcome.Failed)
            throw job.Failure ?? new IOException("A checkpoint failed without a reason.");
        Found.Checkpointed(State.Slot, State);
    }

    private void ApplyItem(GroupEntry entry)
    {
        var whole = ItemRecord.TryRead(entry.Payload.Span, out var record);
        Invariant.Holds(whole);
        _application.Apply(record, entry.Slot);
    }
}
