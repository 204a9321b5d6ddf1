// A node and its member of the one group: GroupMember with its Candidacy, its Leadership and GroupConfig.
// What it promises and accepts is durable at once (../Choosing shows what else may happen).

type tSetup = (node: int, bug: tBug);

machine Member {
    var node: int;
    var bug: tBug;
    var nodes: seq[machine];
    var first: tConfig;
    var unreachable: set[int];

    // On disk. Invariants: the log holds everything from floor + 1 through `last`; chosen never falls.
    var incarnation: int;
    var promised: tBallot;
    var floor: tSlot;
    var log: map[tSlot, tEntry];
    var last: tSlot;
    var chosen: tSlot;
    var config: tConfig;        // in force behind what is chosen

    // In memory.
    var run: tBallot;
    var through: tSlot;

    // While it stands, and while it leads; 0 otherwise.
    var standing: tBallot;
    var promises: set[tVoter];
    var newest: map[tSlot, tEntry];
    var leading: tBallot;
    var waiting: seq[tEntry];
    var established: tSlot;
    var change: tSlot;          // of a change that is not in force; 0 if there is none
    var before: tConfig;        // in force before that change
    var reached: map[tVoter, tSlot];    // accepted in this ballot
    var knows: map[tVoter, tSlot];      // as chosen

    start state Alone {
        entry (setup: tSetup) {
            node = setup.node;
            bug = setup.bug;
        }
        on eMeet do (world: (nodes: seq[machine], first: tConfig)) {
            nodes = world.nodes;
            first = world.first;
            config = first;
            goto Running;
        }
        defer ePrepare, ePromise, eAppend, eAccepted, eBehind, eOffer, eLeft, eStand, ePropose, eResend, eOfferYourself, eCrash, ePartition, eWipe;
    }

    state Running {
        on eStand do { Stand(); }
        on ePrepare do (m: (from: int, ballot: tBallot, first: tSlot)) { OnPrepare(m.from, m.ballot, m.first); }
        on ePromise do (m: tPromise) { OnPromise(m); }
        on ePropose do (m: (value: int)) { OnPropose(m.value); }
        on eAppend do (m: tAppend) { OnAppend(m); }
        on eAccepted do (m: tAccepted) { OnAccepted(m); }
        on eBehind do (m: (from: tVoter, ballot: tBallot, through: tSlot, chosen: tSlot)) { OnBehind(m.from, m.ballot, m.through, m.chosen); }
        on eResend do { Resend(); }
        on eOfferYourself do (m: (asLogReplica: bool)) { OfferMyself(m.asLogReplica); }
        on eOffer do (m: (from: tVoter, asLogReplica: bool)) { OnOffer(m.from, m.asLogReplica); }
        on eLeft do (m: (incarnation: int)) { if (m.incarnation == incarnation) Forget(true); }
        on eCrash do { StepDown(); run = 0; through = chosen; }
        on ePartition do (m: (unreachable: set[int])) { unreachable = m.unreachable; }
        on eWipe do { Forget(false); }
    }

    fun Say(peer: int, kind: event, content: any) {
        if (!(peer in unreachable))
            Post(nodes[peer], kind, content);
    }

    fun Me(): tVoter {
        return (node = node, incarnation = incarnation);
    }

    fun IsVoter(voter: tVoter, group: tConfig): bool {
        return voter.node in group.voters && group.voters[voter.node] == voter.incarnation;
    }

    // Phase 1.

    fun Stand() {
        if (!IsVoter(Me(), config) || (config.logReplica == node && bug != LOG_REPLICA_LEADS))
            return;
        StepDown();
        promised = (promised / 10 + 1) * 10 + node;
        standing = promised;
        promises = default(set[tVoter]);
        newest = default(map[tSlot, tEntry]);
        OnPromise((from = Me(), ballot = standing, chosen = chosen, accepted = LogFrom(chosen + 1)));
        if (standing != 0)
            Ask();
    }

    fun Ask() {
        var peer: int;
        while (peer < sizeof(nodes)) {
            if (peer != node && Concerns(peer))
                Say(peer, ePrepare, (from = node, ballot = standing, first = chosen + 1));
            peer = peer + 1;
        }
    }

    fun Concerns(peer: int): bool {
        var proposed: tEntry;
        if (peer in config.voters)
            return true;
        foreach (proposed in values(newest)) {
            if (proposed.value < 0 && peer in proposed.config.voters)
                return true;
        }
        return false;
    }

    fun LogFrom(first: tSlot): map[tSlot, tEntry] {
        var found: map[tSlot, tEntry];
        var slot: tSlot;
        slot = first;
        while (slot <= last) {
            if (slot in log)
                found[slot] = log[slot];
            slot = slot + 1;
        }
        return found;
    }

    fun OnPrepare(from: int, ballot: tBallot, first: tSlot) {
        if (ballot < promised || first <= floor)
            return;
        if (ballot > promised)
            StepDown();
        promised = ballot;
        Say(from, ePromise, (from = Me(), ballot = ballot, chosen = chosen, accepted = LogFrom(first)));
    }

    fun OnPromise(m: tPromise) {
        var slot: tSlot;
        if (standing != m.ballot)
            return;
        slot = chosen + 1;
        while (slot <= m.chosen && slot in m.accepted) {
            BeginRun(m.ballot);
            Accept(slot, m.accepted[slot]);
            Choose(slot);
            slot = slot + 1;
        }
        foreach (slot in keys(m.accepted)) {
            if (!(slot in newest) || newest[slot].ballot < m.accepted[slot].ballot)
                newest[slot] = m.accepted[slot];
        }
        promises += (m.from);
        if (MayLead())
            Lead();
        else if (sizeof(promises) > 1)
            Ask();
    }

    // A majority of the configuration in force, and of each one that must be finished: behind a change its own voters may have chosen.
    fun MayLead(): bool {
        var slot: tSlot;
        if (!IsMajority(promises, config))
            return false;
        foreach (slot in keys(newest)) {
            if (slot > chosen && newest[slot].value < 0 && bug != OLD_CONFIGURATION_ASKED && !IsMajority(promises, newest[slot].config))
                return false;
        }
        return true;
    }

    // A vote counts in the incarnation that was admitted.
    fun IsMajority(some: set[tVoter], group: tConfig): bool {
        var voter: int;
        var count: int;
        foreach (voter in keys(group.voters)) {
            if ((node = voter, incarnation = group.voters[voter]) in some)
                count = count + 1;
        }
        return count * 2 > sizeof(group.voters);
    }

    fun Lead() {
        var slot: tSlot;
        var newestChange: tBallot;
        leading = standing;
        standing = 0;
        change = 0;
        waiting = default(seq[tEntry]);
        reached = default(map[tVoter, tSlot]);
        knows = default(map[tVoter, tSlot]);
        BeginRun(leading);
        slot = chosen + 1;
        // Behind a change only what was proposed after it may follow.
        while (slot in newest && newest[slot].ballot >= newestChange) {
            if (newest[slot].value < 0)
                newestChange = newest[slot].ballot;
            waiting += (sizeof(waiting), newest[slot]);
            slot = slot + 1;
        }
        established = chosen + sizeof(waiting) + 1;
        waiting += (sizeof(waiting), (ballot = leading, value = 0, config = default(tConfig)));
        AnnounceLeading();
        Pump();
    }

    fun AnnounceLeading() {
        var held: map[tSlot, int];
        var slot: tSlot;
        var next: tEntry;
        slot = 1;
        while (slot <= chosen) {
            if (slot in log)
                held[slot] = log[slot].value;
            slot = slot + 1;
        }
        foreach (next in waiting) {
            held[slot] = next.value;
            slot = slot + 1;
        }
        announce eLeads, (ballot = leading, held = held);
    }

    // Phase 2.

    // What comes while a change is not in force waits behind it.
    fun OnPropose(value: int) {
        var next: tEntry;
        if (leading == 0)
            return;
        next = (ballot = leading, value = value, config = default(tConfig));
        if (bug == NO_STALL && sizeof(waiting) == 0)
            Propose(next);
        else
            waiting += (sizeof(waiting), next);
        Pump();
    }

    fun Pump() {
        var next: tEntry;
        while (leading != 0 && sizeof(waiting) > 0 && change == 0) {
            next = waiting[0];
            waiting -= (0);
            Propose(next);
        }
    }

    fun Propose(next: tEntry) {
        var peer: int;
        Accept(through + 1, next);
        if (next.value < 0 && change == 0) {
            change = through;
            before = config;
        }
        while (peer < sizeof(nodes)) {
            if (peer != node && (peer in config.voters))
                SendFrom(peer, through);
            peer = peer + 1;
        }
        Reached(Me(), through, chosen);
    }

    fun SendFrom(peer: int, first: tSlot) {
        var entries: seq[tEntry];
        var origin: tStart;
        var begin: tSlot;
        var slot: tSlot;
        begin = first;
        if (peer == config.logReplica && first == 1) {
            origin = Start(peer);
            begin = origin.floor + 1;
        }
        slot = begin;
        while (slot <= through && slot in log) {
            entries += (sizeof(entries), log[slot]);
            slot = slot + 1;
        }
        Say(peer, eAppend, (from = node, ballot = leading, origin = origin, first = begin, entries = entries, chosen = chosen));
    }

    // No later than what a remaining storage replica does not know as chosen.
    fun Start(peer: int): tStart {
        var voter: int;
        var known: tSlot;
        var origin: tStart;
        origin.floor = chosen;
        foreach (voter in keys(config.voters)) {
            if (voter == peer)
                continue;
            origin.storage += (voter);
            known = chosen;
            if (voter != node && bug != LOG_REPLICA_STARTS_TOO_LATE)
                known = Known((node = voter, incarnation = config.voters[voter]));
            if (known < origin.floor)
                origin.floor = known;
        }
        return origin;
    }

    fun Known(voter: tVoter): tSlot {
        if (voter in knows)
            return knows[voter];
        return 0;
    }

    fun OnAppend(m: tAppend) {
        var at: int;
        if (m.ballot < promised)
            return;
        if (m.ballot > promised)
            StepDown();
        promised = m.ballot;
        BeginRun(m.ballot);
        // A new log replica starts where the leader says; everything below is chosen.
        if (chosen == 0 && through == 0 && m.origin.floor > 0) {
            floor = m.origin.floor;
            if (last < floor)
                last = floor;
            chosen = floor;
            through = floor;
            announce eLogReplicaStarts, (node = node, floor = floor, storage = m.origin.storage);
        }
        if (m.first > through + 1) {
            Say(m.from, eBehind, (from = Me(), ballot = m.ballot, through = through, chosen = chosen));
            return;
        }
        while (at < sizeof(m.entries)) {
            if (m.first + at > through)
                Accept(m.first + at, m.entries[at]);
            at = at + 1;
        }
        if (m.chosen < through)
            Choose(m.chosen);
        else
            Choose(through);
        Say(m.from, eAccepted, (from = Me(), ballot = m.ballot, through = through, chosen = chosen));
    }

    fun OnAccepted(m: tAccepted) {
        if (leading != m.ballot)
            return;
        Reached(m.from, m.through, m.chosen);
        if (leading != 0 && m.through < through && m.from.node in config.voters)
            SendFrom(m.from.node, m.through + 1);
    }

    fun OnBehind(from: tVoter, ballot: tBallot, slot: tSlot, known: tSlot) {
        if (leading != ballot)
            return;
        Knows(from, known);
        if (from.node in config.voters)
            SendFrom(from.node, slot + 1);
    }

    fun Knows(voter: tVoter, slot: tSlot) {
        if (!(voter in knows) || knows[voter] < slot)
            knows[voter] = slot;
    }

    fun Reached(voter: tVoter, slot: tSlot, known: tSlot) {
        if (!(voter in reached) || reached[voter] < slot)
            reached[voter] = slot;
        Knows(voter, known);
        Advance();
    }

    fun Advance() {
        var next: tSlot;
        var moved: bool;
        moved = true;
        while (moved && leading != 0) {
            moved = false;
            next = chosen + 1;
            if (next <= through && HeldByMajority(next, CountedBy(next))) {
                Choose(next);
                announce eAcknowledged, (ballot = leading, slot = next, value = log[next].value);
                moved = true;
                if (next == change)
                    Resend();
                if (next == change && bug == LEFT_TOO_EARLY)
                    TellWhoLeft();
            }
        }
        if (change != 0 && chosen >= change && HeldByMajority(change, config))
            EndChange();
    }

    fun CountedBy(slot: tSlot): tConfig {
        if (change != 0 && bug == NO_STALL)
            return before;
        return config;
    }

    fun HeldByMajority(slot: tSlot, group: tConfig): bool {
        var voter: tVoter;
        var those: set[tVoter];
        foreach (voter in keys(reached)) {
            if (reached[voter] >= slot)
                those += (voter);
        }
        return IsMajority(those, group);
    }

    // The change is in force.
    fun EndChange() {
        TellWhoLeft();
        change = 0;
        if (!IsVoter(Me(), config))
            StepDown();
        Pump();
    }

    fun TellWhoLeft() {
        var voter: int;
        foreach (voter in keys(before.voters)) {
            if (!(voter in config.voters) || config.voters[voter] != before.voters[voter])
                Say(voter, eLeft, (incarnation = before.voters[voter],));
        }
    }

    fun Resend() {
        var peer: int;
        if (standing != 0)
            Ask();
        while (leading != 0 && peer < sizeof(nodes)) {
            if (peer != node && peer in config.voters)
                SendFrom(peer, chosen + 1);
            peer = peer + 1;
        }
    }

    // Changes.

    fun OfferMyself(toLog: bool) {
        var peer: int;
        if (last > 0)
            return;
        while (peer < sizeof(nodes)) {
            Say(peer, eOffer, (from = Me(), asLogReplica = toLog));
            peer = peer + 1;
        }
    }

    // In the place of what the node was before, or of another voter; never of the leader.
    fun OnOffer(from: tVoter, toLog: bool) {
        var next: tConfig;
        var leaver: int;
        if (leading == 0 || change != 0 || chosen < established || sizeof(waiting) > 0)
            return;
        if (from.node in config.voters && config.voters[from.node] >= from.incarnation)
            return;
        next = config;
        leaver = from.node;
        if (!(leaver in next.voters))
            leaver = choose(keys(next.voters));
        // Beside a log replica nobody may be empty, for it does not hold the beginning: it is exchanged first.
        if (next.logReplica != -1 && next.logReplica != leaver && bug != EMPTY_BESIDE_A_LOG_REPLICA)
            return;
        if (leaver == node)
            return;
        if (toLog && next.logReplica != -1 && next.logReplica != leaver)
            return;
        next.voters -= (leaver);
        if (next.logReplica == leaver)
            next.logReplica = -1;
        next.voters[from.node] = from.incarnation;
        if (toLog)
            next.logReplica = from.node;
        next.epoch = next.epoch + 1;
        Propose((ballot = leading, value = 0 - (leading * 1000 + through + 1), config = next));
    }

    // It comes back as another.
    fun Forget(left: bool) {
        StepDown();
        if (bug != WIPED_MEMBER_VOTES || left)
            incarnation = incarnation + 1;
        announce eForgets, (node = node, left = left);
        promised = 0;
        config = first;
        floor = 0;
        log = default(map[tSlot, tEntry]);
        last = 0;
        chosen = 0;
        run = 0;
        through = 0;
    }

    fun StepDown() {
        standing = 0;
        leading = 0;
    }

    fun BeginRun(ballot: tBallot) {
        if (run == ballot)
            return;
        run = ballot;
        through = chosen;
    }

    fun Accept(slot: tSlot, value: tEntry) {
        log[slot] = (ballot = run, value = value.value, config = value.config);
        through = slot;
        if (slot > last)
            last = slot;
        announce eHeld, (node = node, slot = slot);
    }

    fun Choose(slot: tSlot) {
        while (chosen < slot) {
            chosen = chosen + 1;
            announce eKnown, (node = node, slot = chosen, value = log[chosen].value);
            if (log[chosen].value < 0)
                config = log[chosen].config;
        }
    }
}
