using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Tests.Simulated;

/// <summary>A tree, as far as it matters: through which slot, and the sum of all commands in it.</summary>
internal sealed record Tree(LogStart At, ulong Sum);

/// <summary>A node with one member: a clock that drifts, a disk that forgets what was not synced, and a tree.</summary>
internal sealed class SimulatedNode(NodeId id, GroupConfig first, Weather weather, PlantedBug planted)
{
    private static readonly GroupId Group = new(7);
    private readonly List<GroupRecord> _durable = [];
    private readonly List<GroupRecord> _pending = [];
    private Tree _checkpoint = new(MemberState.New(1, first).Base, 0);
    private bool _hasTree = true;
    private Slot _floor;
    private Ballot _floorOrigin;
    private long _clockSince;
    private double _clockAt;
    private double _rate = 1;
    private ulong _boot;

    public NodeId Id => id;
    public ulong Incarnation { get; private set; } = 1;
    public GroupMember? Member { get; private set; }
    public NodeLinks? Links { get; private set; }
    public Tree Tree { get; private set; } = new(MemberState.New(1, first).Base, 0);
    public bool HasTree => _hasTree;
    public bool IsSyncing { get; set; }
    public int Life { get; private set; }
    public long PausedUntil { get; set; }
    public bool HasPending => _pending.Count > 0;
    public long LastPending => _pending[^1].Sequence;
    public IReadOnlySet<NodeId> NeedSnapshot { get; private set; } = new HashSet<NodeId>();

    public TimeSpan Clock(long trueTime) => TimeSpan.FromMicroseconds(_clockAt + (trueTime - _clockSince) * _rate);

    public void Drift(long trueTime, double rate) => (_clockAt, _clockSince, _rate) = (_clockAt + (trueTime - _clockSince) * _rate, trueTime, rate);

    /// <summary>Everything that was not synced is gone, but for a part of what was being synced.</summary>
    public void Crash(Chance chance)
    {
        if (chance.OneIn(2))
            _durable.AddRange(_pending.Take(chance.NextInt32(_pending.Count + 1)));
        _pending.Clear();
        (Member, Links, IsSyncing) = (null, null, false);
        Life++;
    }

    /// <summary>The disk is lost: a new incarnation.</summary>
    public void Wipe()
    {
        _durable.Clear();
        _checkpoint = new Tree(MemberState.New(1, first).Base, 0);
        (_hasTree, _floor, _floorOrigin) = (true, default, default);
        Incarnation++;
    }

    public void Start(long trueTime)
    {
        var start = _durable.LastOrDefault(record => record.Start is { } start && start.Slot > _checkpoint.At.Slot).Start;
        var found = start ?? _checkpoint.At;
        if (start is { } began)
            (_floor, _floorOrigin, _hasTree) = (began.Slot, began.Origin, false);
        var entries = new SortedDictionary<Slot, GroupEntry>();
        foreach (var record in _durable)
            if (record.Entry is { } entry && entry.Slot > _floor)
                entries[entry.Slot] = entry;
        var promises = planted == PlantedBug.HostForgetsPromise ? _durable.Where(static record => record.Entry is not null) : _durable;
        var promised = promises.Select(static record => record.Ballot).DefaultIfEmpty().Max();
        var chosen = _durable.Select(static record => record.ChosenThrough).Append(found.Slot).Max();
        Tree = _checkpoint;
        Links = new NodeLinks(new NodeLife(Incarnation, ++_boot), weather.Terms, Clock(trueTime), gaveBack: Life == 0) { Planted = planted };
        Member = new GroupMember(Group, id, new MemberState(Incarnation, promised, found, _hasTree, chosen, _floor, _floorOrigin, [.. entries.Values]), Links, weather.Limits)
        {
            Planted = planted,
        };
    }

    /// <summary>Carries out what the member wants, but for the sync.</summary>
    public void Settle(Action<GroupMessage> send, Action<SimulatedNode, GroupEntry, ulong> applied)
    {
        TakeRecords();
        NeedSnapshot = Member!.Peers.Where(static peer => peer.LacksLog || peer.LacksTree).Select(static peer => peer.Voter.Node).ToHashSet();
        while (Member.TryTakeMessage(out var message))
            send(message);
        while (_hasTree && Tree.At.Slot < Member.Applicable)
        {
            var entry = Member.EntryAt(Tree.At.Slot.Next);
            applied(this, entry, Tree.Sum);
            Tree = new Tree(new LogStart(entry.Slot, entry.Origin, entry.Config ?? Tree.At.Config), Log.SumBehind(Tree.Sum, entry));
        }
    }

    public void TakeRecords()
    {
        while (Member!.TryTakeRecord(out var record))
        {
            _pending.Add(record);
            _hasTree &= record.Start is null;
        }
    }

    /// <summary>The records through a sequence are on the disk.</summary>
    public void Sync(long sequence)
    {
        var synced = _pending.TakeWhile(record => record.Sequence <= sequence).ToList();
        _durable.AddRange(synced);
        _pending.RemoveRange(0, synced.Count);
        Member!.Durable(sequence);
    }

    public void Checkpoint()
    {
        if (_hasTree)
            _checkpoint = Tree;
    }

    /// <summary>Forgets some of what the checkpoint has.</summary>
    public void Trim(Chance chance)
    {
        var through = planted == PlantedBug.HostTrimsUnapplied ? Member!.ChosenThrough : _checkpoint.At.Slot;
        if (!_hasTree || through <= Member!.Floor)
            return;
        var floor = new Slot(Member.Floor.Value + 1 + (ulong)chance.NextInt32((int)(through.Value - Member.Floor.Value)));
        (_floorOrigin, _floor) = (Member.OriginAt(floor), floor);
        Member.TrimTo(floor);
    }

    /// <summary>A copy of a peer's tree has come in whole.</summary>
    public void Install(Tree tree)
    {
        if (!Member!.Install(tree.At))
            return;
        (_checkpoint, Tree, _hasTree) = (tree, tree, true);
        (_floor, _floorOrigin) = (Member.Floor, Member.OriginAt(Member.Floor));
    }
}
