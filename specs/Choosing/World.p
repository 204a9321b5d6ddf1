// Elections, proposals and crashes, at any time and at any member. At most one disk is slow.

fun MemberCount(): int { return 3; }

// Short runs find what goes wrong in the first slots, long ones the rest.
fun EventsMax(): int { return 6 * (1 + choose(4)); }

event eNext;

machine World {
    var members: seq[machine];
    var done: int;
    var events: int;

    start state Turning {
        entry (bug: tBug) {
            var node: int;
            var member: machine;
            var slow: int;
            events = EventsMax();
            slow = choose(MemberCount() + 1);
            while (node < MemberCount()) {
                members += (node, new Member((node = node, bug = bug, slowDisk = node == slow)));
                node = node + 1;
            }
            foreach (member in members)
                send member, eMeet, members;
            send choose(members), eStand;
            send this, eNext;
        }

        on eNext do {
            var luck: int;
            luck = choose(10);
            done = done + 1;
            if (luck < 5)
                Offer(done);
            else if (luck < 7)
                send choose(members), eStand;
            else if (luck < 8)
                send choose(members), eResend;
            else
                Crash(choose(members));
            if (done < events)
                send this, eNext;
        }
    }

    // Who comes back hears no leader for a while, and may stand.
    fun Crash(member: machine) {
        send member, eCrash;
        if ($)
            send member, eStand;
    }

    // Who leads proposes it.
    fun Offer(value: int) {
        var member: machine;
        foreach (member in members)
            send member, ePropose, value;
    }
}
