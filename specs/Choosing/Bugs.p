// Each is planted in a test case of its own, and must be found.

enum tBug {
    NONE,
    PROMISE_FORGOTTEN,          // a restart loses the promise
    TOLD_BEFORE_DURABLE,        // what is written is said before it is synced
    BALLOT_NOT_DURABLE,         // a candidate asks before its own ballot is synced, and takes the same one again after a crash
    OLDEST_VALUE_TAKEN,         // the candidate takes the value of the lowest ballot
    UNFINISHED_DROPPED,         // the candidate begins with values of its own
    OLD_ENTRY_TAKEN_FOR_CHOSEN, // "chosen through s" is believed of entries of older ballots
    GAP_ACCEPTED,               // a member accepts although it lacks earlier slots
    HIGHER_PROMISE_IGNORED,     // a member accepts in a ballot lower than the promised one
    OWN_ACCEPTANCE_NOT_DURABLE  // the leader counts itself before it has synced
}
