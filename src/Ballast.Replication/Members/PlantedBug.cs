namespace Ballast.Replication.Members;

/// <summary>Bugs that tests switch on to show that the simulation finds them. Only tests can: nothing in the product names one but <see cref="None"/>.</summary>
internal enum PlantedBug
{
    None,

    // Choosing.
    LowestBallotWins,
    PromiseBeforeDurable,
    AcceptedBeforeDurable,
    BallotBeforeDurable,
    ChooseByLastEntry,
    CountUndurableOwn,
    AcceptWithGap,
    AcceptBelowPromise,
    ForgetOlderBallots,
    KeepBrokenChain,
    OneMemberIsMajority,

    // Changes of the configuration.
    DropBehindChange,
    NewMajorityNotAsked,
    ChangeNotHeld,
    AnyIncarnationCounts,
    ReuseSlotsBehindChange,
    LogReplicaStands,
    LeftBeforeKnown,

    // Snapshots.
    InstallForgetsAccepted,
    InstallStale,

    // Leases.
    LeaseFromReply,
    DriftIgnored,
    OldLeaseIgnored,
    ServeAfterExpiry,
    EpochSurvivesLapse,
    RestartHelpsAtOnce,
    ServeBeforeEstablished,
    GiveBackAndServe,

    // Of the host: what it restores after a crash.
    HostForgetsPromise,
    HostTrimsUnapplied,

    // Of counting.
    LogReplicaAlwaysCounts,
    ApplyUnchosen,

    // Of the storage node.
    AcknowledgeBeforeSync,
    TrimBeforeCheckpoint,
    CheckpointForgetsPromise,
    RecoverUnchosen,
    LateStartTakesTree,
    IgnoreChecksum,

    // Of item writes.
    EvaluateOnApplied,
    AnswerFromProposed,
    RepeatAfterLostLead,
}
