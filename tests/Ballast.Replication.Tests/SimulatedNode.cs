using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Tests;

/// <summary>A member with a disk that forgets what was not synced, and an applied state that a checkpoint keeps.</summary>
internal sealed class SimulatedNode(NodeId id, GroupConfig first, Action<GroupMessage> send, Action<NodeId, GroupEntry> applied)
{
    private static readonly GroupId Group = new(7);
    private readonly List<GroupRecord> _durable = [];
    private readonly List<GroupRecord> _pending = [];
    private MemberState _checkpoint = new(default, Slot.BeforeLog, first, Slot.BeforeLog, []);
    private GroupConfig _appliedConfig = first;
    private Slot _applied;

    public NodeId Id => id;
    public GroupMember? Member { get; private set; } = new(Group, id, new MemberState(default, Slot.BeforeLog, first, Slot.BeforeLog, []));
    public Slot Applied => _applied;

    public void Crash(Chance chance)
    {
        // A sync that was under way may have come through in part.
        _durable.AddRange(_pending.Take(chance.NextInt32(_pending.Count + 1)));
        _pending.Clear();
        Member = null;
    }

    public void Restart()
    {
        var promised = _durable.Count == 0 ? default : _durable.Max(static record => record.Ballot);
        var newest = new SortedDictionary<Slot, GroupEntry>();
        foreach (var record in _durable)
            if (record.Entry is { } entry)
                newest[entry.Slot] = entry;
        (_applied, _appliedConfig) = (_checkpoint.ChosenThrough, _checkpoint.Config);
        Member = new GroupMember(Group, id, _checkpoint with { Promised = promised, Entries = [.. newest.Values] });
    }


    /// <summary>Carries out what the member wants, but for the sync.</summary>
    public void Settle()
    {
        var ready = Member!.TakeReady();
        _pending.AddRange(ready.Records);
        foreach (var message in ready.Messages)
            send(message);
        while (_applied < ready.ChosenThrough)
        {
            _applied = _applied.Next;
            var entry = Member.EntryAt(_applied);
            if (entry.Config is { } config)
                _appliedConfig = config;
            applied(id, entry);
        }
    }

    /// <summary>Syncs some of what is pending, from its beginning.</summary>
    public void Sync(int count)
    {
        if (_pending.Count == 0)
            return;
        var synced = Math.Min(count, _pending.Count);
        var last = _pending[synced - 1].Sequence;
        _durable.AddRange(_pending.Take(synced));
        _pending.RemoveRange(0, synced);
        Member!.Durable(last);
        Settle();
    }

    public void Checkpoint() => _checkpoint = _checkpoint with { ChosenThrough = _applied, Config = _appliedConfig };
}
