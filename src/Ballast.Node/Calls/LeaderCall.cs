using Ballast.Node.Replicas;

namespace Ballast.Node.Calls;

/// <summary>Asks for nothing but a leader that may serve.</summary>
public sealed class LeaderCall : ReplicaCall
{
    private protected override void Rewind()
    {
    }

    private protected override void RunOn(Replica replica) => replica.Answer(this);
}
