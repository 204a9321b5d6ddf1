using Ballast.Foundation.Identity;
using Ballast.Node.Replicas;

namespace Ballast.Node.Calls;

/// <summary>Asks for a leader that may serve, and how far it has applied its log.</summary>
public sealed class LeaderCall : ReplicaCall
{
    /// <summary>Out: the last slot that the leader has applied. Everything that was acknowledged before the call is in it.</summary>
    public Slot Applied { get; internal set; }

    internal override void CopyAnswerFrom(ReplicaCall other)
    {
        base.CopyAnswerFrom(other);
        Applied = ((LeaderCall)other).Applied;
    }

    private protected override void Rewind() => Applied = default;

    private protected override void RunOn(Replica replica) => replica.Answer(this);
}
