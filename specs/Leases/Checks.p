// What must hold.

// A write through this slot is answered.
event eAcknowledged: (slot: int);

// A read begins, at any member; and is answered with everything through a slot.
event eBegun: (number: int);
event eServed: (ballot: tBallot, number: int, slot: int);

// Invariant 5 of docs/design/replication.md: once a leader has served, none before it does.
spec OneServingLeader observes eServed {
    var newest: tBallot;

    start state Watching {
        on eServed do (served: (ballot: tBallot, number: int, slot: int)) {
            assert served.ballot >= newest, format("the leader of ballot {0} serves after that of ballot {1}", served.ballot, newest);
            newest = served.ballot;
        }
    }
}

// Invariant 6: a consistent read holds every write that was acknowledged before it began.
spec ReadsMissNothing observes eAcknowledged, eBegun, eServed {
    var acknowledged: int;
    var due: map[int, int];

    start state Watching {
        on eAcknowledged do (write: (slot: int)) {
            if (write.slot > acknowledged)
                acknowledged = write.slot;
        }

        on eBegun do (read: (number: int)) { due[read.number] = acknowledged; }

        on eServed do (served: (ballot: tBallot, number: int, slot: int)) {
            assert served.slot >= due[served.number], format("a read misses an acknowledged write: it ends at slot {0} and not at {1}", served.slot, due[served.number]);
        }
    }
}

// A member promises a ballot.
event ePromised: (node: int, ballot: tBallot);

// What makes it so: while a leader may serve, no majority has promised to a later one.
spec LeasesBind observes ePromised, eServed {
    var promised: map[int, tBallot];

    start state Watching {
        on ePromised do (promise: (node: int, ballot: tBallot)) { promised[promise.node] = promise.ballot; }

        on eServed do (served: (ballot: tBallot, number: int, slot: int)) {
            var ballot: tBallot;
            var later: int;
            foreach (ballot in values(promised)) {
                if (ballot > served.ballot)
                    later = later + 1;
            }
            assert later * 2 <= NodeCount(), format("the leader of ballot {0} serves, and a majority has promised to a later one", served.ballot);
        }
    }
}

// Not a property: it must be found to be wrong, or the model does nothing.
spec OnlyOneLeaderEverServes observes eServed {
    var leaders: set[tBallot];

    start state Watching {
        on eServed do (served: (ballot: tBallot, number: int, slot: int)) {
            leaders += (served.ballot);
            assert sizeof(leaders) < 2, "two leaders serve, one after the other";
        }
    }
}
