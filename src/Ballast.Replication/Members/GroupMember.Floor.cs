using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <content>How much of its log a member without a tree must keep.</content>
public sealed partial class GroupMember
{
    private GroupConfig _floorConfig;
    private Slot _floorGiven;

    /// <summary>Where the log of a member without a tree may begin, as its leaders said.</summary>
    public Slot FloorAllowed => _floorGiven < _chosen ? _floorGiven : _chosen;

    /// <summary>Lets the log of a member without a tree begin where it may, and remembers that. Doing it again writes it down again, further behind in the node's log.</summary>
    /// <param name="moves">False where it must stay, and is only written again.</param>
    public void MoveFloor(bool moves = true)
    {
        if (_hasTree)
            return;
        var floor = moves && FloorAllowed > _log.Floor ? FloorAllowed : _log.Floor;
        for (var slot = _log.Floor.Next; slot <= floor; slot = slot.Next)
            _floorConfig = _log[slot].Config ?? _floorConfig;
        Record(null, new LogStart(floor, _log.OriginAt(floor), _floorConfig), isFloor: true);
        TrimTo(floor);
    }

    /// <summary>Writes down again what it has accepted behind a slot, so that its host's log may forget where it stood before.</summary>
    public void WriteAgain(Slot behind)
    {
        for (var slot = (behind < _log.Floor ? _log.Floor : behind).Next; slot <= _log.Last; slot = slot.Next)
            Record(_log[slot]);
    }

    // What a log replica has to give in an election is what the candidate lacks, and only who has a tree stands. What such a replica
    // durably accepted, and knew as chosen, it has for good, even where a restart makes it forget that it is chosen.
    private Slot FloorFor(Leadership leadership)
    {
        var floor = Applicable;
        foreach (var peer in leadership.Peers)
            if (peer is { Voter.Kind: MemberKind.Storage, LacksTree: false } && peer.KnowsChosen < floor)
                floor = peer.KnowsChosen;
        return floor;
    }

    private void TakeFloor(Append append)
    {
        if (append.Floor > _floorGiven)
            _floorGiven = append.Floor;
    }
}
