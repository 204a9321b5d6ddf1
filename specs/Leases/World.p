// In each tick of the true time reads everywhere, and an election, write, hand-over, cut or restart at any member.

fun NodeCount(): int { return 3; }

fun TicksMax(): int { return 18; }

machine World {
    var nodes: seq[machine];
    var done: int;

    start state Turning {
        entry (bug: tBug) {
            var node: int;
            var clock: machine;
            var member: machine;
            while (node < NodeCount()) {
                nodes += (node, new Member((node = node, bug = bug)));
                node = node + 1;
            }
            clock = new Clock((nodes = nodes, ticks = TicksMax(), world = this));
            foreach (member in nodes)
                send member, eMeet, (nodes = nodes, clock = clock);
            send choose(nodes), eStand;
        }

        on eTurn do {
            var luck: int;
            luck = choose(20);
            done = done + 1;
            if (luck < 4)
                Write();
            else if (luck < 14)
                send choose(nodes), eStand;
            else if (luck < 15)
                HandOver();
            else if (luck < 19)
                Cut();
            else
                send choose(nodes), eCrash;
            Read();
        }
    }

    fun Write() {
        var member: machine;
        foreach (member in nodes)
            send member, eWrite;
    }

    // A read is sent everywhere under numbers of its own; who may serve answers.
    fun Read() {
        var node: int;
        while (node < sizeof(nodes)) {
            announce eBegun, (number = done * 10 + node,);
            send nodes[node], eRead, (number = done * 10 + node,);
            node = node + 1;
        }
    }

    // One node, or none, until the next time.
    fun Cut() {
        var node: int;
        var member: machine;
        node = choose(sizeof(nodes) + 1) - 1;
        foreach (member in nodes)
            send member, eCut, (node = node,);
    }

    fun HandOver() {
        var successor: int;
        var member: machine;
        successor = choose(sizeof(nodes));
        foreach (member in nodes)
            send member, eHandOver, (successor = successor,);
    }
}
