// Each is planted in a test case of its own, and must be found.

enum tBug {
    NONE,
    COUNTED_FROM_THE_REPLY,     // the leader counts from when the echo came, not from when the probe left
    SERVED_AFTER_EXPIRY,        // the leader serves while it takes itself for the leader
    OLD_LEASE_NOT_WAITED_OUT,   // a member helps a candidate although it has promised not to
    DRIFT_NOT_COUNTED,          // both sides count the same time
    EPOCH_OUTLIVES_LAPSE,       // a link that lapsed goes on in the same epoch, so probes renew what the group has left
    RESTART_HELPS_AT_ONCE,      // a restarted node does not wait for promises that it has forgotten
    SERVED_BEFORE_FINISHED,     // a leader serves before what earlier ballots may have chosen is chosen again
    GIVEN_BACK_WHILE_SERVING,   // a leader gives the promises back and goes on
    ENTERED_FOR_A_PASSED_BALLOT // a member enters the lease for a leader that it no longer follows
}
