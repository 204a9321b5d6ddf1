// Elections, proposals, crashes, partitions, members that leave and nodes that take their place, at any time; and one node that forgets everything.

fun NodeCount(): int { return 4; }

fun EventsMax(): int { return 24; }

event eNext;

machine World {
    var nodes: seq[machine];
    var done: int;
    var wiped: bool;

    start state Turning {
        entry (bug: tBug) {
            var node: int;
            var member: machine;
            var first: tConfig;
            while (node < NodeCount()) {
                nodes += (node, new Member((node = node, bug = bug)));
                if (node < 3)
                    first.voters[node] = 0;
                node = node + 1;
            }
            first.logReplica = -1;
            foreach (member in nodes)
                send member, eMeet, (nodes = nodes, first = first);
            send nodes[choose(3)], eStand;
            send this, eNext;
        }

        on eNext do {
            var luck: int;
            luck = choose(20);
            done = done + 1;
            if (luck < 7)
                Offer();
            else if (luck < 12)
                send choose(nodes), eStand;
            else if (luck < 16)
                Part();
            else if (luck < 17)
                send choose(nodes), eResend;
            else if (luck < 19 || wiped)
                send choose(nodes), eCrash;
            else
                Wipe();
            send choose(nodes), eOfferYourself, (asLogReplica = $,);
            if (done < EventsMax())
                send this, eNext;
        }
    }

    // Who leads proposes it.
    fun Offer() {
        var member: machine;
        foreach (member in nodes)
            send member, ePropose, (value = done,);
    }

    // Into two pairs, or none; until the next time.
    fun Part() {
        var mate: int;
        var half: set[int];
        var rest: set[int];
        var node: int;
        mate = choose(sizeof(nodes));
        while (node < sizeof(nodes)) {
            if (mate != 0 && (node == 0 || node == mate))
                half += (node);
            else
                rest += (node);
            node = node + 1;
        }
        if (mate == 0)
            rest = half;
        node = 0;
        while (node < sizeof(nodes)) {
            if (node in half)
                send nodes[node], ePartition, (unreachable = rest,);
            else
                send nodes[node], ePartition, (unreachable = half,);
            node = node + 1;
        }
    }

    fun Wipe() {
        wiped = true;
        send choose(nodes), eWipe;
    }
}
