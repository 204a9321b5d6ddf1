// True time, and how the nodes' clocks keep up with it: a slow clock misses at most one tick in any five.
// No node sees a tick before all have seen the one before it; so a tick is also the longest that two nodes may be apart, and is counted with the drift.

// How long a tick is beside a letter's way.
fun TurnsPerTick(): int { return 5; }

event eWait;

fun TicksPerMissMin(): int { return 5; }

// A leader serves for so many ticks of its clock, at most 3 true ones and a part; a member helps nobody for so many of its own.
fun LeaseTicks(): int { return 2; }

fun PromiseTicks(bug: tBug): int {
    if (bug == DRIFT_NOT_COUNTED)
        return LeaseTicks();
    return LeaseTicks() + 2;
}

machine Clock {
    var nodes: seq[machine];
    var goodFor: seq[int];
    var waiting: int;
    var left: int;
    var turns: int;
    var world: machine;

    start state Running {
        entry (setup: (nodes: seq[machine], ticks: int, world: machine)) {
            nodes = setup.nodes;
            left = setup.ticks;
            world = setup.world;
            while (sizeof(goodFor) < sizeof(nodes))
                goodFor += (0, 0);
            Tick();
        }

        on eTicked do {
            waiting = waiting - 1;
            if (waiting == 0 && left > 0) {
                turns = TurnsPerTick();
                send this, eWait;
            }
        }

        on eWait do {
            turns = turns - 1;
            if (turns == 0)
                Tick();
            else
                send this, eWait;
        }
    }

    fun Tick() {
        var node: int;
        left = left - 1;
        send world, eTurn;
        while (node < sizeof(nodes)) {
            waiting = waiting + 1;
            if (goodFor[node] <= 0 && $) {
                goodFor[node] = TicksPerMissMin() - 1;
                send nodes[node], eTick, (by = 0,);
            } else {
                goodFor[node] = goodFor[node] - 1;
                send nodes[node], eTick, (by = 1,);
            }
            node = node + 1;
        }
    }
}
