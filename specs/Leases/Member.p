// A node with its member of the one group. What it promises to candidates and accepts is durable at once (../Choosing shows what else may happen);
// leases are not.

machine Member {
    var node: int;
    var bug: tBug;
    var nodes: seq[machine];
    var clock: machine;

    // On disk.
    var promised: tBallot;
    var log: tLog;
    var life: int;

    // In memory. `now` is monotonic and goes on over a crash.
    var now: int;
    var links: seq[tLink];
    var silentUntil: int;       // helps nobody
    var cut: int;               // the node that nobody reaches; -1: none
    var chosen: int;
    var standing: tBallot;
    var promises: set[int];
    var leading: tBallot;
    var beginning: int;         // the slot of the no-op that begins the ballot
    var reached: map[int, int];

    start state Alone {
        entry (setup: (node: int, bug: tBug)) {
            node = setup.node;
            bug = setup.bug;
            cut = -1;
        }
        on eMeet do (all: (nodes: seq[machine], clock: machine)) {
            nodes = all.nodes;
            clock = all.clock;
            Forget();
            goto Running;
        }
        defer ePrepare, ePromise, eAppend, eAccepted, eProbe, eEcho, eEnter, eEntered, eGiveBack;
        defer eStand, eProbeAll, eWrite, eRead, eHandOver, eCut, eCrash, eTick;
    }

    state Running {
        on eTick do (tick: (by: int)) { OnTick(tick.by); }
        on eProbeAll do { ProbeAll(); }
        on eProbe do (m: (from: int, life: int, sentAt: int)) { OnProbe(m.from, m.life, m.sentAt); }
        on eEcho do (m: (from: int, life: int, sentAt: int, epoch: int)) { if (m.life == life) OnEcho(m.from, m.sentAt, m.epoch); }
        on eEnter do (m: (from: int, ballot: tBallot, epoch: int)) { OnEnter(m.from, m.ballot, m.epoch); }
        on eEntered do (m: (from: int, ballot: tBallot, epoch: int)) { OnEntered(m.from, m.ballot, m.epoch); }

        on eStand do { Stand(); }
        on ePrepare do (m: (from: int, ballot: tBallot)) { OnPrepare(m.from, m.ballot); }
        on ePromise do (m: (from: int, ballot: tBallot, log: tLog)) { OnPromise(m.from, m.ballot, m.log); }
        on eAppend do (m: (from: int, ballot: tBallot, through: int)) { OnAppend(m.from, m.ballot, m.through); }
        on eAccepted do (m: (from: int, ballot: tBallot, through: int)) { if (leading == m.ballot) Reached(m.from, m.through); }

        on eWrite do { if (leading != 0 && chosen >= beginning) Propose(); }
        on eRead do (m: (number: int)) { Read(m.number); }
        on eHandOver do (m: (successor: int)) { HandOver(m.successor); }
        on eGiveBack do (m: (from: int, ballot: tBallot, successor: int)) { OnGiveBack(m.from, m.ballot, m.successor); }
        on eCut do (m: (node: int)) { cut = m.node; }
        on eCrash do { Restart(); }
    }

    // What was sent before a cut may still arrive.
    fun Say(peer: int, kind: event, content: any) {
        if (node != cut && peer != cut)
            Post(nodes[peer], kind, content);
    }

    // Time.

    fun OnTick(ticks: int) {
        var peer: int;
        now = now + ticks;
        while (peer < sizeof(nodes)) {
            links[peer] = Lapse(links[peer], now, bug);
            peer = peer + 1;
        }
        if (leading != 0)
            ProbeAll();
        send clock, eTicked;
    }

    fun Restart() {
        life = life + 1;
        Forget();
        silentUntil = now + PromiseTicks(bug);
    }

    fun Forget() {
        links = default(seq[tLink]);
        while (sizeof(links) < sizeof(nodes))
            links += (0, NewLink(life));
        StepDown();
        chosen = 0;
    }

    // Leases.

    fun ProbeAll() {
        var peer: int;
        while (peer < sizeof(nodes)) {
            if (peer != node)
                Say(peer, eProbe, (from = node, life = life, sentAt = now));
            peer = peer + 1;
        }
    }

    fun OnProbe(from: int, hisLife: int, sentAt: int) {
        links[from].until = now + PromiseTicks(bug);
        Say(from, eEcho, (from = node, life = hisLife, sentAt = sentAt, epoch = links[from].epoch));
    }

    fun OnEcho(from: int, sentAt: int, epoch: int) {
        if (bug == COUNTED_FROM_THE_REPLY)
            links[from] = Renew(links[from], epoch, now + LeaseTicks());
        else
            links[from] = Renew(links[from], epoch, sentAt + LeaseTicks());
        if (leading != 0 && links[from].heldBallot != leading)
            Say(from, eEnter, (from = node, ballot = leading, epoch = links[from].heldEpoch));
    }

    fun OnEnter(from: int, ballot: tBallot, epoch: int) {
        if ((ballot != promised && bug != ENTERED_FOR_A_PASSED_BALLOT) || epoch != links[from].epoch || now >= links[from].until)
            return;
        links[from].entered = ballot;
        Say(from, eEntered, (from = node, ballot = ballot, epoch = epoch));
    }

    fun OnEntered(from: int, ballot: tBallot, epoch: int) {
        if (links[from].heldEpoch == epoch)
            links[from].heldBallot = ballot;
    }

    // A majority of the voters, the leader among them, is entered and has not run out.
    fun HoldsLease(): bool {
        var peer: int;
        var count: int;
        count = 1;
        while (peer < sizeof(nodes)) {
            if (peer != node && now < links[peer].heldUntil && links[peer].heldBallot == leading)
                count = count + 1;
            peer = peer + 1;
        }
        return count * 2 > sizeof(nodes);
    }

    fun MayHelp(candidate: int): bool {
        var peer: int;
        if (bug == OLD_LEASE_NOT_WAITED_OUT)
            return true;
        if (now < silentUntil && bug != RESTART_HELPS_AT_ONCE)
            return false;
        while (peer < sizeof(nodes)) {
            if (peer != candidate && links[peer].entered != 0 && now < links[peer].until)
                return false;
            peer = peer + 1;
        }
        return true;
    }

    // Choosing.

    fun Promise(ballot: tBallot) {
        promised = ballot;
        announce ePromised, (node = node, ballot = ballot);
    }

    fun Stand() {
        var peer: int;
        if (!MayHelp(node))
            return;
        StepDown();
        Promise((promised / 10 + 1) * 10 + node);
        standing = promised;
        promises = default(set[int]);
        OnPromise(node, standing, log);
        while (peer < sizeof(nodes)) {
            if (peer != node)
                Say(peer, ePrepare, (from = node, ballot = standing));
            peer = peer + 1;
        }
    }

    fun OnPrepare(from: int, ballot: tBallot) {
        if (ballot < promised || !MayHelp(from))
            return;
        if (ballot > promised)
            StepDown();
        Promise(ballot);
        Say(from, ePromise, (from = node, ballot = ballot, log = log));
    }

    fun OnPromise(from: int, ballot: tBallot, his: tLog) {
        if (standing != ballot)
            return;
        promises += (from);
        if (his.ballot > log.ballot || (his.ballot == log.ballot && his.through > log.through))
            log = his;
        if (sizeof(promises) * 2 > sizeof(nodes))
            Lead();
    }

    fun Lead() {
        leading = standing;
        standing = 0;
        reached = default(map[int, int]);
        beginning = log.through + 1;
        Propose();
        ProbeAll();
    }

    fun Propose() {
        var peer: int;
        log = (ballot = leading, through = log.through + 1);
        while (peer < sizeof(nodes)) {
            if (peer != node)
                Say(peer, eAppend, (from = node, ballot = leading, through = log.through));
            peer = peer + 1;
        }
        Reached(node, log.through);
    }

    fun OnAppend(from: int, ballot: tBallot, through: int) {
        if (ballot < promised)
            return;
        if (ballot > promised && !MayHelp(from))
            return;
        if (ballot > promised)
            StepDown();
        Promise(ballot);
        if (log.ballot != ballot || log.through < through)
            log = (ballot = ballot, through = through);
        Say(from, eAccepted, (from = node, ballot = ballot, through = through));
    }

    fun Reached(peer: int, slot: int) {
        var at: int;
        var other: int;
        var count: int;
        if (!(peer in reached) || reached[peer] < slot)
            reached[peer] = slot;
        foreach (at in values(reached)) {
            count = 0;
            foreach (other in values(reached)) {
                if (other >= at)
                    count = count + 1;
            }
            if (count * 2 > sizeof(nodes) && at > chosen) {
                chosen = at;
                announce eAcknowledged, (slot = chosen,);
            }
        }
    }

    // Reading: first what is there, then the lease.

    fun Read(number: int) {
        if (leading == 0 || (chosen < beginning && bug != SERVED_BEFORE_FINISHED))
            return;
        if (!HoldsLease() && bug != SERVED_AFTER_EXPIRY)
            return;
        announce eServed, (ballot = leading, number = number, slot = chosen);
    }

    // Handing over.

    fun HandOver(successor: int) {
        var peer: int;
        var ballot: tBallot;
        if (leading == 0 || successor == node)
            return;
        ballot = leading;
        if (bug != GIVEN_BACK_WHILE_SERVING)
            StepDown();
        while (peer < sizeof(nodes)) {
            if (peer != node)
                Say(peer, eGiveBack, (from = node, ballot = ballot, successor = successor));
            peer = peer + 1;
        }
    }

    fun OnGiveBack(from: int, ballot: tBallot, successor: int) {
        if (links[from].entered == ballot)
            links[from].entered = 0;
        if (successor == node && promised == ballot)
            Stand();
    }

    fun StepDown() {
        standing = 0;
        leading = 0;
    }
}
