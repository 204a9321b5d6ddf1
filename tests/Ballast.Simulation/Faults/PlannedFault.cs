namespace Ballast.Simulation.Faults;

/// <summary>What is done to a cluster.</summary>
internal enum FaultKind
{
    KillLeader,
    KillSome,
    KillZone,
    KillAll,
    PowerOfLeader,
    PowerOfSome,
    PowerOfZone,
    PowerOfAll,
    PowerWithinOperation,
    StopGracefully,
    PauseLeader,
    PauseSome,
    CutLeader,
    CutSome,
    CutZone,
    CutOneWay,
    CutClients,
    MendCuts,
    JumpWallClock,
    ChangeDrift,
    SlowDisk,
    HangDisk,
    FullDisk,
    FailSync,
    FailWrite,
    LieInSync,
    LoseDisk,
    RotLog,
    RotTree,
    LoseWrite,
    MisdirectWrite,
    HandOver,
    PowerOfLeaderAndOne,
    StopAtChange,
    StopAtElection,
    RotTreeAndStop,
}

/// <summary>One fault of a schedule.</summary>
/// <param name="Number">Its place in the schedule.</param>
/// <param name="At">After the clients began.</param>
/// <param name="Seed">For everything that it draws: leaving others out changes nothing of it but what it meets.</param>
internal sealed record PlannedFault(int Number, TimeSpan At, FaultKind Kind, ulong Seed)
{
    public override string ToString() => $"#{Number} {Kind}";
}
