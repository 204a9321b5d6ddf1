using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Groups;
using Ballast.Node.Members;
using Ballast.Node.Replicas;
using Ballast.Replication.Members;
using Ballast.Storage.Pages;
using Ballast.Storage.Snapshots;

namespace Ballast.Node.Copies;

/// <summary>The copies of trees on their way to this node, and what becomes of them. On the node's file executor.</summary>
/// <remarks>
/// Bounded: <see cref="FetchesMax"/> copies at a time, and all together <see cref="BytesPerSecondMax"/>, so that a copy never takes the disk from the log.
/// A copy replaces a tree only when it is whole and proven; until then the member is what it was.
/// </remarks>
internal sealed class NodeCopies(NodeHost host, ReplicaTable replicas, IDisk disk, Executor files)
{
    private const int FetchesMax = 4;
    private const long BytesPerSecondMax = 64L << 20;
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(10);
    private readonly Dictionary<GroupId, TreeFetch> _fetches = [];
    private readonly HashSet<GroupId> _installing = [];
    private long _allowance = BytesPerSecondMax;
    private TimeSpan _allowedAt;

    public void Receive(CopyMessage message) => files.Post(() => On(message));

    public void Beat() => files.Post(GoOn);

    /// <summary>Before the log is closed: nothing comes any more.</summary>
    public void Stop()
    {
        foreach (var fetch in _fetches.Values)
            fetch.Dispose();
        _fetches.Clear();
    }

    private void On(CopyMessage message)
    {
        switch (message)
        {
            case TreeOffer offer:
                Begin(offer);
                break;
            case AskTree ask:
                Lend(ask.Group, lending => lending.On(ask));
                break;
            case AskPages ask:
                Lend(ask.Group, lending => lending.On(ask));
                break;
            default:
                Take(message);
                break;
        }
    }

    private void Lend(GroupId group, Action<TreeLending> act)
    {
        if (replicas.TryGet(group, out var replica))
            replica.Executor.Post(() => act(replica.Lending));
    }

    private void Begin(TreeOffer offer)
    {
        if (_fetches.Count >= FetchesMax || _fetches.ContainsKey(offer.Group) || _installing.Contains(offer.Group) || !replicas.TryGetMember(offer.Group, out var member))
            return;
        var fetch = new TreeFetch(host, disk, offer.From, member);
        _fetches.Add(offer.Group, fetch);
        fetch.Ask();
    }

    private void Take(CopyMessage message)
    {
        if (!_fetches.TryGetValue(message.Group, out var fetch) || fetch.Lender != message.From)
            return;
        try
        {
            if (message is TreeHeader header)
                fetch.On(header);
            else if (message is TreePages pages)
                _allowance -= fetch.On(pages);
            else if (message is TreeGone gone && fetch.Header?.Sequence == gone.Sequence)
                fetch.Restart();
        }
        catch (DiskFullException)
        {
            host.DiskIsFull(message.Group);
            End(message.Group);
            return;
        }
        if (fetch.IsWhole)
            Install(message.Group, fetch);
        else
            fetch.GoOn(_allowance > 0);
    }

    private void GoOn()
    {
        var now = host.Now;
        _allowance = Math.Min(BytesPerSecondMax, _allowance + (long)((now - _allowedAt).TotalSeconds * BytesPerSecondMax));
        _allowedAt = now;
        foreach (var (group, fetch) in _fetches.ToArray())
            if (now - fetch.HeardAt > SilenceMax)
                End(group);
            else
                fetch.GoOn(_allowance > 0);
    }

    private void End(GroupId group)
    {
        if (_fetches.Remove(group, out var fetch))
            fetch.Discard();
    }

    // Everything of it is here. What it replaces goes on until the copy lacks nothing but its name, so whatever fails before costs nothing.
    private void Install(GroupId group, TreeFetch fetch)
    {
        _fetches.Remove(group);
        var (writer, slot) = (fetch.Writer!, fetch.Header!.Slot);
        if (!replicas.TryGetMember(group, out var member))
        {
            writer.Discard();
            return;
        }
        _installing.Add(group);
        member.Executor.Post(() =>
        {
            if (!TryFix(member, slot, writer))
                return;
            // A promise that comes later has a record of its own, behind what the member claims of the log.
            var promised = member.Membership.Promised;
            files.Post(() => Prepare(member, writer, promised));
        });
    }

    private void Prepare(HostedMember member, CheckpointWriter writer, Ballot promised)
    {
        var header = writer.Header;
        if (!IsHere(member))
        {
            Leave(member, writer);
            return;
        }
        try
        {
            var memory = CheckpointMeta.Read(header.Meta.Span, GroupFiles.NameOf(member.Group), new PartitionStatistics()).Memory ?? MemberMemory.OfOne(host.Node, header.Slot);
            var installation = BeginInstallation(member.Group, writer, memory with { Promised = promised, Incarnation = member.Membership.Incarnation });
            while (!installation.IsReady)
                installation.Step(1 << 20);
            var state = new LogStart(header.Slot, memory.Origin, memory.Config);
            member.Executor.Post(() => LetGo(member, state, writer, installation));
        }
        catch (Exception e) when (e is PageCorruptException or DiskFullException)
        {
            Leave(member, writer);
        }
    }

    private CheckpointInstallation BeginInstallation(GroupId group, CheckpointWriter writer, MemberMemory own)
    {
        var statistics = new PartitionStatistics();
        CheckpointMeta.Read(writer.Header.Meta.Span, GroupFiles.NameOf(group), statistics);
        Span<byte> meta = stackalloc byte[CheckpointMeta.BytesMax];
        return writer.BeginInstallation(meta[..CheckpointMeta.Write(meta, statistics, host.LogReach, own)]);
    }

    // On the member's executor. What it has now may be newer than the copy.
    private async void LetGo(HostedMember member, LogStart state, CheckpointWriter writer, CheckpointInstallation installation)
    {
        if (!TryFix(member, state.Slot, writer))
            return;
        if (member is Replica replica)
            await replica.CloseTree();
        files.Post(() => Finish(member, state, writer, installation));
    }

    private void Finish(HostedMember member, LogStart state, CheckpointWriter writer, CheckpointInstallation installation)
    {
        if (!IsHere(member))
        {
            Leave(member, writer);
            return;
        }
        while (installation.Step(1 << 20))
        {
        }
        var copy = replicas.OpenCopy(member.Group);
        member.Executor.Post(() => Settle(member, copy, state));
    }

    private bool IsHere(HostedMember member) => replicas.TryGetMember(member.Group, out var here) && here == member;

    // On the member's executor: the copy is wanted, and the log behind it stays; or it is given up.
    private bool TryFix(HostedMember member, Slot slot, CheckpointWriter writer)
    {
        if (host.Planted != PlantedBug.InstallStale && (member.Membership.HasTree && slot <= member.Membership.Applicable || slot < member.Membership.Floor))
        {
            member.HoldFloor(false);
            files.Post(() => Leave(member, writer));
            return false;
        }
        member.FixFloor(true);
        return true;
    }

    private void Leave(HostedMember member, CheckpointWriter writer)
    {
        _installing.Remove(member.Group);
        writer.Discard();
        member.Executor.Post(() => member.FixFloor(false));
    }

    // On the member's executor.
    private void Settle(HostedMember member, RecoveringReplica copy, LogStart state)
    {
        if (member.IsEnded)
        {
            copy.Tree.Dispose();
            files.Post(() => _installing.Remove(member.Group));
            return;
        }
        var isNew = member.Membership.Install(state);
        Foundation.Invariant.Holds(isNew || member.Membership.HasTree);
        var replica = new Replica(host, copy, member);
        replicas.Replace(replica);
        replica.ApplyChosen();
        files.Post(() => _installing.Remove(member.Group));
    }
}
