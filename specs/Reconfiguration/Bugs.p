// Each is planted in a test case of its own, and must be found.

enum tBug {
    NONE,
    NO_STALL,                   // slots behind a change are proposed, and counted by the old configuration, before it is in force
    OLD_CONFIGURATION_ASKED,    // a candidate that finishes a change asks only the old configuration what stands behind it
    LEFT_TOO_EARLY,             // who leaves may forget before a majority of the new configuration holds the log
    LOG_REPLICA_STARTS_TOO_LATE, // a log replica starts at what the leader knows as chosen
    EMPTY_BESIDE_A_LOG_REPLICA, // an empty storage replica joins while a log replica is there
    LOG_REPLICA_LEADS,          // a log replica stands
    WIPED_MEMBER_VOTES          // a node that has forgotten votes as the one it was
}
