// Elections, proposals and crashes, at any time and at any member.

fun MemberCount(): int { return 3; }

fun EventsMax(): int { return 24; }

event eNext;

machine World {
    var members: seq[machine];
    var done: int;

    start state Turning {
        entry (bug: tBug) {
            var node: int;
            var member: machine;
            while (node < MemberCount()) {
                members += (node, new Member((node = node, bug = bug)));
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
                send choose(members), eCrash;
            if (done < EventsMax())
                send this, eNext;
        }
    }

    // Who leads proposes it.
    fun Offer(value: int) {
        var member: machine;
        foreach (member in members)
            send member, ePropose, value;
    }
}
