namespace Ballast.Node.Calls;

/// <summary>Who finds another replica for a call that one could not take.</summary>
internal interface ICallRoute
{
    /// <summary>The call is the route's again. From a replica's executor; it never waits.</summary>
    void NotLeader(ReplicaCall call);
}
