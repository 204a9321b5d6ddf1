using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Links;
using Ballast.Replication.Messages;
using Ballast.Storage.Log;

namespace Ballast.Node.Members;

/// <summary>One of a node's executors for replicas, and what they have to say in one turn.</summary>
internal sealed record HomeExecutor(Executor Executor, Outbox Outbox);

/// <summary>A member of a group on this node, whatever it keeps.</summary>
/// <remarks>On <see cref="Executor"/>, but for <see cref="NeedsLogFrom"/> and <see cref="NeedsBeat"/>, which any thread may read.</remarks>
internal abstract class HostedMember : IDisposable
{
    /// <summary>Takes a seat, from whoever had it before.</summary>
    protected HostedMember(GroupId group, Executor executor, Membership membership)
    {
        (Group, Executor, Membership) = (group, executor, membership);
        membership.Owner = this;
    }

    public GroupId Group { get; }
    public Executor Executor { get; }
    public Membership Membership { get; }

    /// <summary>The oldest place in the log that a restart would have to read from; null when it needs none of it.</summary>
    public abstract LogPosition? NeedsLogFrom { get; }

    /// <summary>Whether it takes part no more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>The work of receiving a message.</summary>
    public IWorkItem DeliveryOf(GroupMessage message) => new Delivery(this, message);

    public virtual void Receive(GroupMessage message) => Membership.Receive(message);

    /// <summary>Whether <see cref="Beat"/> has anything to do: not for one whose group rests undisturbed. Any thread may ask.</summary>
    public virtual bool NeedsBeat(TimeSpan now) => !Membership.RestsUndisturbed(now);

    /// <summary>A look from time to time.</summary>
    public virtual void Beat() => Membership.Tick(mayRest: false);

    public virtual void Dispose()
    {
        IsEnded = true;
        Membership.Dispose();
    }

    /// <summary>The member has moved: something may be chosen, the lead won or lost.</summary>
    public abstract void Moved();

    /// <summary>A record is about to be appended behind this place.</summary>
    public abstract void NoteRecord(LogPosition start);

    /// <summary>A record that says where the member's log begins was appended.</summary>
    public virtual void NoteStart(LogPosition start, LogPosition end)
    {
    }

    /// <summary>A copy of a tree is on its way, and needs the log behind the floor that is told here; or is no more.</summary>
    public virtual Slot HoldFloor(bool isHeld) => Membership.HasTree ? Membership.Applicable.Next : Membership.Floor;

    /// <summary>The copy is here, and is to take its place; or it does not.</summary>
    public virtual void FixFloor(bool isFixed)
    {
    }

    private sealed class Delivery(HostedMember member, GroupMessage message) : IWorkItem
    {
        public void Run() => member.Receive(message);
    }
}
