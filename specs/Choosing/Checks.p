// What must hold.

// A member durably holds a value that it accepted in a ballot.
event eHeld: (node: int, ballot: tBallot, slot: tSlot, value: int);

// A member takes a value for chosen.
event eKnown: (node: int, slot: tSlot, value: int);

// A value is chosen when a majority durably holds it in one ballot. Invariants 1 and 4 of docs/design/replication.md.
spec Agreement observes eHeld, eKnown {
    var holders: map[(ballot: tBallot, slot: tSlot, value: int), set[int]];
    var chosen: map[tSlot, int];

    start state Watching {
        on eHeld do (held: (node: int, ballot: tBallot, slot: tSlot, value: int)) {
            var proposal: (ballot: tBallot, slot: tSlot, value: int);
            proposal = (ballot = held.ballot, slot = held.slot, value = held.value);
            if (!(proposal in holders))
                holders[proposal] = default(set[int]);
            holders[proposal] += (held.node);
            if (sizeof(holders[proposal]) * 2 <= MemberCount())
                return;
            if (held.slot in chosen)
                assert chosen[held.slot] == held.value, format("two values are chosen for slot {0}: {1} and {2}", held.slot, chosen[held.slot], held.value);
            chosen[held.slot] = held.value;
        }

        on eKnown do (known: (node: int, slot: tSlot, value: int)) {
            assert known.slot in chosen && chosen[known.slot] == known.value,
                format("member {0} takes {1} for chosen in slot {2}, which it is not", known.node, known.value, known.slot);
        }
    }
}

// Not a property: it must be found to be wrong, or the model does nothing.
spec NothingIsEverChosen observes eKnown {
    var clients: set[int];

    start state Watching {
        on eKnown do (known: (node: int, slot: tSlot, value: int)) {
            if (known.value > 0)
                clients += (known.value);
            assert sizeof(clients) < 3, "three values of clients are chosen";
        }
    }
}
