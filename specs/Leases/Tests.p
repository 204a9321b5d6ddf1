module Leases = { World, Clock, Member, Courier };

machine Sound { start state Begin { entry { new World(NONE); } } }
test Sound [main = Sound]: assert OneServingLeader, ReadsMissNothing, LeasesBind in (union Leases, { Sound });
test ItDoesSomething [main = Sound]: assert OnlyOneLeaderEverServes in (union Leases, { Sound });

machine CountedFromTheReply { start state Begin { entry { new World(COUNTED_FROM_THE_REPLY); } } }
test CountedFromTheReply [main = CountedFromTheReply]: assert OneServingLeader, ReadsMissNothing, LeasesBind in (union Leases, { CountedFromTheReply });

machine ServedAfterExpiry { start state Begin { entry { new World(SERVED_AFTER_EXPIRY); } } }
test ServedAfterExpiry [main = ServedAfterExpiry]: assert OneServingLeader, ReadsMissNothing, LeasesBind in (union Leases, { ServedAfterExpiry });

machine OldLeaseNotWaitedOut { start state Begin { entry { new World(OLD_LEASE_NOT_WAITED_OUT); } } }
test OldLeaseNotWaitedOut [main = OldLeaseNotWaitedOut]: assert OneServingLeader, ReadsMissNothing, LeasesBind in (union Leases, { OldLeaseNotWaitedOut });

machine DriftNotCounted { start state Begin { entry { new World(DRIFT_NOT_COUNTED); } } }
test DriftNotCounted [main = DriftNotCounted]: assert OneServingLeader, ReadsMissNothing, LeasesBind in (union Leases, { DriftNotCounted });

machine EpochOutlivesLapse { start state Begin { entry { new World(EPOCH_OUTLIVES_LAPSE); } } }
test EpochOutlivesLapse [main = EpochOutlivesLapse]: assert OneServingLeader, ReadsMissNothing, LeasesBind in (union Leases, { EpochOutlivesLapse });

machine RestartHelpsAtOnce { start state Begin { entry { new World(RESTART_HELPS_AT_ONCE); } } }
test RestartHelpsAtOnce [main = RestartHelpsAtOnce]: assert OneServingLeader, ReadsMissNothing, LeasesBind in (union Leases, { RestartHelpsAtOnce });

machine ServedBeforeFinished { start state Begin { entry { new World(SERVED_BEFORE_FINISHED); } } }
test ServedBeforeFinished [main = ServedBeforeFinished]: assert OneServingLeader, ReadsMissNothing, LeasesBind in (union Leases, { ServedBeforeFinished });

machine GivenBackWhileServing { start state Begin { entry { new World(GIVEN_BACK_WHILE_SERVING); } } }
test GivenBackWhileServing [main = GivenBackWhileServing]: assert OneServingLeader, ReadsMissNothing, LeasesBind in (union Leases, { GivenBackWhileServing });

machine EnteredForAPassedBallot { start state Begin { entry { new World(ENTERED_FOR_A_PASSED_BALLOT); } } }
test EnteredForAPassedBallot [main = EnteredForAPassedBallot]: assert OneServingLeader, ReadsMissNothing, LeasesBind in (union Leases, { EnteredForAPassedBallot });
