// What must hold.

// A member durably holds an entry; a node is without everything that it held: wiped, or because it left.
event eHeld: (node: int, slot: tSlot);
event eForgets: (node: int, left: bool);

// A member takes a value for chosen; the leader answers the write; a leader begins with these entries, chosen or still to be proposed.
event eKnown: (node: int, slot: tSlot, value: int);
event eAcknowledged: (ballot: tBallot, slot: tSlot, value: int);
event eLeads: (ballot: tBallot, held: map[tSlot, int]);

event eLogReplicaStarts: (node: int, floor: tSlot, storage: set[int]);

// Invariant 1 of docs/design/replication.md.
spec Agreement observes eKnown {
    var chosen: map[tSlot, int];

    start state Watching {
        on eKnown do (known: (node: int, slot: tSlot, value: int)) {
            if (known.slot in chosen)
                assert chosen[known.slot] == known.value, format("two values are chosen for slot {0}: {1} and {2}", known.slot, chosen[known.slot], known.value);
            chosen[known.slot] = known.value;
        }
    }
}

// Whoever leads in a later ballot has every write that was acknowledged in an earlier one.
spec NoWriteIsLost observes eAcknowledged, eLeads {
    var acknowledged: map[tSlot, (ballot: tBallot, value: int)];
    var leaders: map[tBallot, map[tSlot, int]];

    start state Watching {
        on eAcknowledged do (write: (ballot: tBallot, slot: tSlot, value: int)) {
            var ballot: tBallot;
            acknowledged[write.slot] = (ballot = write.ballot, value = write.value);
            foreach (ballot in keys(leaders))
                Check(ballot, write.slot);
        }

        on eLeads do (leader: (ballot: tBallot, held: map[tSlot, int])) {
            var slot: tSlot;
            leaders[leader.ballot] = leader.held;
            foreach (slot in keys(acknowledged))
                Check(leader.ballot, slot);
        }
    }

    fun Check(leader: tBallot, slot: tSlot) {
        if (acknowledged[slot].ballot < leader)
            assert slot in leaders[leader] && leaders[leader][slot] == acknowledged[slot].value,
                format("the leader of ballot {0} lacks the acknowledged write of slot {1}", leader, slot);
    }
}

// Nobody leaves before two copies stand without it: one, after the disaster that the world may bring.
spec CopiesStay observes eHeld, eForgets, eAcknowledged {
    var holders: map[tSlot, set[int]];
    var acknowledged: set[tSlot];
    var wiped: int;

    start state Watching {
        on eHeld do (held: (node: int, slot: tSlot)) {
            if (!(held.slot in holders))
                holders[held.slot] = default(set[int]);
            holders[held.slot] += (held.node);
        }

        on eAcknowledged do (write: (ballot: tBallot, slot: tSlot, value: int)) { acknowledged += (write.slot); }

        on eForgets do (forgets: (node: int, left: bool)) {
            var slot: tSlot;
            if (!forgets.left)
                wiped = wiped + 1;
            foreach (slot in keys(holders)) {
                holders[slot] -= (forgets.node);
                if (forgets.left && slot in acknowledged)
                    assert sizeof(holders[slot]) >= 2 - wiped, format("node {0} forgets, and the write of slot {1} has {2} copies", forgets.node, slot, sizeof(holders[slot]));
            }
        }
    }
}

// Where a log replica starts, each storage replica that remains knows everything before as chosen; one that forgot does not remain.
spec LogReplicasReachBack observes eLogReplicaStarts, eKnown, eForgets {
    var knows: map[int, tSlot];
    var forgot: set[int];

    start state Watching {
        on eKnown do (known: (node: int, slot: tSlot, value: int)) { knows[known.node] = known.slot; }

        on eForgets do (forgets: (node: int, left: bool)) { forgot += (forgets.node); }

        on eLogReplicaStarts do (starts: (node: int, floor: tSlot, storage: set[int])) {
            var other: int;
            foreach (other in starts.storage)
                assert other in forgot || (other in knows && knows[other] >= starts.floor), format("the log replica starts behind slot {0}, which node {1} lacks", starts.floor, other);
        }
    }
}

// Not a property: it must be found to be wrong, or the model does nothing.
spec NoThirdConfiguration observes eKnown {
    var changes: set[tSlot];

    start state Watching {
        on eKnown do (known: (node: int, slot: tSlot, value: int)) {
            if (known.value < 0)
                changes += (known.slot);
            assert sizeof(changes) < 2, "the configuration changes twice";
        }
    }
}
