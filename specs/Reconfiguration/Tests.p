module Reconfiguration = { World, Member, Courier };

machine Sound { start state Begin { entry { new World(NONE); } } }
test Sound [main = Sound]: assert Agreement, NoWriteIsLost, CopiesStay, LogReplicasReachBack in (union Reconfiguration, { Sound });
test ItDoesSomething [main = Sound]: assert NoThirdConfiguration in (union Reconfiguration, { Sound });

machine NoStall { start state Begin { entry { new World(NO_STALL); } } }
test NoStall [main = NoStall]: assert Agreement, NoWriteIsLost, CopiesStay, LogReplicasReachBack in (union Reconfiguration, { NoStall });

machine OldConfigurationAsked { start state Begin { entry { new World(OLD_CONFIGURATION_ASKED); } } }
test OldConfigurationAsked [main = OldConfigurationAsked]: assert Agreement, NoWriteIsLost, CopiesStay, LogReplicasReachBack in (union Reconfiguration, { OldConfigurationAsked });

machine LeftTooEarly { start state Begin { entry { new World(LEFT_TOO_EARLY); } } }
test LeftTooEarly [main = LeftTooEarly]: assert Agreement, NoWriteIsLost, CopiesStay, LogReplicasReachBack in (union Reconfiguration, { LeftTooEarly });

machine LogReplicaStartsTooLate { start state Begin { entry { new World(LOG_REPLICA_STARTS_TOO_LATE); } } }
test LogReplicaStartsTooLate [main = LogReplicaStartsTooLate]: assert Agreement, NoWriteIsLost, CopiesStay, LogReplicasReachBack in (union Reconfiguration, { LogReplicaStartsTooLate });

machine LogReplicaLeads { start state Begin { entry { new World(LOG_REPLICA_LEADS); } } }
test LogReplicaLeads [main = LogReplicaLeads]: assert Agreement, NoWriteIsLost, CopiesStay, LogReplicasReachBack in (union Reconfiguration, { LogReplicaLeads });

machine WipedMemberVotes { start state Begin { entry { new World(WIPED_MEMBER_VOTES); } } }
test WipedMemberVotes [main = WipedMemberVotes]: assert Agreement, NoWriteIsLost, CopiesStay, LogReplicasReachBack in (union Reconfiguration, { WipedMemberVotes });

machine EmptyBesideALogReplica { start state Begin { entry { new World(EMPTY_BESIDE_A_LOG_REPLICA); } } }
test EmptyBesideALogReplica [main = EmptyBesideALogReplica]: assert Agreement, NoWriteIsLost, CopiesStay, LogReplicasReachBack in (union Reconfiguration, { EmptyBesideALogReplica });
