namespace Ballast.Node.Calls;

/// <summary>Who has submitted a call, and may have another place for it.</summary>
internal interface ICallRoute
{
    /// <summary>True when the call is the route's again; false when the outcome stands. From a replica's executor or the network; it never waits.</summary>
    bool Takes(ReplicaCall call, CallOutcome outcome);
}
