using Ballast.Foundation.Identity;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <summary>What waits until records are durable: messages that state what they hold, and the acceptances themselves.</summary>
/// <remarks>Invariant: everything through <see cref="Through"/> is durable, as it was accepted in the current ballot, or chosen.</remarks>
internal sealed class Durability(Slot through)
{
    private readonly Queue<(long Sequence, GroupMessage Message)> _messages = new();
    private Queue<(long Sequence, Slot Through)> _accepted = new();
    private long _durable;

    public Slot Through { get; private set; } = through;

    /// <summary>The last record that was made.</summary>
    public long Sequence { get; private set; }

    public bool IsBehind => Sequence > _durable;

    public long NextSequence() => ++Sequence;

    public void Hold(GroupMessage message) => _messages.Enqueue((Sequence, message));

    public void Accepted(Slot slot) => _accepted.Enqueue((Sequence, slot));

    /// <summary>Another ballot begins behind what is chosen: what older ballots accepted there counts no more.</summary>
    public void BeginRun(Slot chosen)
    {
        _accepted = new(_accepted.Select(mark => (mark.Sequence, mark.Through < chosen ? mark.Through : chosen)));
        if (Through > chosen)
            Through = chosen;
    }

    /// <summary>A tree that holds everything through a slot is durable.</summary>
    public void Installed(Slot slot)
    {
        if (Through < slot)
            Through = slot;
    }

    public void Reach(long sequence)
    {
        _durable = Math.Max(_durable, sequence);
        while (_accepted.TryPeek(out var mark) && mark.Sequence <= _durable)
        {
            _accepted.Dequeue();
            if (mark.Through > Through)
                Through = mark.Through;
        }
    }

    /// <summary>The next message that states nothing but durable things.</summary>
    public bool TryTake(out GroupMessage? message)
    {
        message = _messages.TryPeek(out var held) && held.Sequence <= _durable ? _messages.Dequeue().Message : null;
        return message is not null;
    }
}
