// A member of a group: GroupMember with its Candidacy and its Leadership.
// Its disk is a list of records; a crash keeps what was synced and any part of the rest, from the front.

type tRecord = (promise: bool, ballot: tBallot, slot: tSlot, value: int);
type tHeld = (after: int, addressee: int, kind: event, content: any);
type tSetup = (node: int, bug: tBug, slowDisk: bool);

machine Member {
    var node: int;
    var bug: tBug;
    var slowDisk: bool;
    var members: seq[machine];

    // On disk.
    var disk: seq[tRecord];
    var synced: int;
    var tree: tSlot;            // the tree's checkpoint holds everything through here
    var life: int;
    var noOps: int;             // counts through crashes, for the checks alone

    // In memory. Invariant: chosen <= through <= last entry; promised never falls.
    var promised: tBallot;
    var log: map[tSlot, tEntry];
    var last: tSlot;
    var run: tBallot;           // the ballot of the acceptances through `through`
    var through: tSlot;
    var durable: tSlot;         // the synced part of them
    var chosen: tSlot;
    var held: seq[tHeld];

    // While it stands, and while it leads; 0 otherwise.
    var standing: tBallot;
    var promises: set[int];
    var newest: map[tSlot, tEntry];
    var leading: tBallot;
    var reached: map[int, tSlot];

    start state Alone {
        entry (setup: tSetup) {
            node = setup.node;
            bug = setup.bug;
            slowDisk = setup.slowDisk;
        }
        on eMeet goto Running with (peers: seq[machine]) { members = peers; }
        defer ePrepare, ePromise, eRefused, eAppend, eAccepted, eBehind, eStand, ePropose, eResend, eCrash;
    }

    state Running {
        on eStand do { Stand(); }
        on ePrepare do (m: tPrepare) { OnPrepare(m); }
        on ePromise do (m: tPromise) { OnPromise(m); }
        on eRefused do (m: tRefused) { OnRefused(m); }
        on ePropose do (value: int) { if (leading != 0) Propose(value); }
        on eAppend do (m: tAppend) { OnAppend(m); }
        on eAccepted do (m: tAccepted) { OnAccepted(m); }
        on eBehind do (m: tBehind) { if (leading == m.ballot) SendFrom(m.from, m.through + 1); }
        on eResend do { Resend(); }
        on eSynced do (s: (life: int, through: int)) { if (s.life == life) OnSynced(s.through); }
        on eCrash do { Restart(); }
    }

    // Phase 1.

    fun Stand() {
        var ballot: tBallot;
        StepDown();
        ballot = (promised / 10 + 1) * 10 + node;
        WritePromise(ballot);
        standing = ballot;
        promises = default(set[int]);
        newest = default(map[tSlot, tEntry]);
        Ask();
    }

    fun Ask() {
        var peer: int;
        while (peer < sizeof(members)) {
            if (bug == BALLOT_NOT_DURABLE && peer != node)
                Post(members[peer], ePrepare, (from = node, ballot = standing, first = chosen + 1));
            else
                SendWhenDurable(peer, ePrepare, (from = node, ballot = standing, first = chosen + 1));
            peer = peer + 1;
        }
    }

    fun OnPrepare(m: tPrepare) {
        var accepted: map[tSlot, tEntry];
        var slot: tSlot;
        if (m.ballot < promised) {
            Post(members[m.from], eRefused, (ballot = m.ballot, promised = promised));
            return;
        }
        if (m.ballot > promised) {
            StepDown();
            WritePromise(m.ballot);
        }
        slot = m.first;
        while (slot <= last) {
            if (slot in log)
                accepted[slot] = log[slot];
            slot = slot + 1;
        }
        SendWhenDurable(m.from, ePromise, (from = node, ballot = m.ballot, chosen = chosen, accepted = accepted));
    }

    fun OnPromise(m: tPromise) {
        var slot: tSlot;
        if (standing != m.ballot)
            return;
        slot = chosen + 1;
        while (slot <= m.chosen && slot in m.accepted) {
            BeginRun(m.ballot);
            Accept(slot, m.accepted[slot].value);
            Choose(slot);
            slot = slot + 1;
        }
        promises += (m.from);
        foreach (slot in keys(m.accepted)) {
            if (!(slot in newest) || IsNewer(m.accepted[slot].ballot, newest[slot].ballot))
                newest[slot] = m.accepted[slot];
        }
        if (sizeof(promises) * 2 > sizeof(members))
            Lead();
    }

    fun IsNewer(ballot: tBallot, than: tBallot): bool {
        if (bug == OLDEST_VALUE_TAKEN)
            return ballot < than;
        return ballot > than;
    }

    fun OnRefused(m: tRefused) {
        if (m.promised > promised && (standing == m.ballot || leading == m.ballot))
            StepDown();
    }

    // First what earlier ballots may have chosen, without gaps, then a no-op of its own.
    fun Lead() {
        var slot: tSlot;
        var end: tSlot;
        leading = standing;
        standing = 0;
        reached = default(map[int, tSlot]);
        BeginRun(leading);
        foreach (slot in keys(newest)) {
            if (slot > end)
                end = slot;
        }
        slot = chosen + 1;
        while (slot <= end && bug != UNFINISHED_DROPPED) {
            if (slot in newest)
                Propose(newest[slot].value);
            else
                Propose(NoOp());
            slot = slot + 1;
        }
        Propose(NoOp());
    }

    // Each is one of its kind, so that two in one slot are seen to differ.
    fun NoOp(): int {
        noOps = noOps + 1;
        return 0 - (noOps * 10 + node);
    }

    // Phase 2.

    fun Propose(value: int) {
        var peer: int;
        Accept(through + 1, value);
        if (bug == OWN_ACCEPTANCE_NOT_DURABLE)
            reached[node] = through;
        while (peer < sizeof(members)) {
            if (peer != node)
                SendSlots(peer, through, through);
            peer = peer + 1;
        }
    }

    fun SendFrom(peer: int, first: tSlot) {
        SendSlots(peer, first, Lower(first + SlotsPerMessageMax() - 1, through));
    }

    fun SendSlots(peer: int, first: tSlot, end: tSlot) {
        var entries: seq[int];
        var slot: tSlot;
        slot = first;
        while (slot <= end && slot in log) {
            entries += (sizeof(entries), log[slot].value);
            slot = slot + 1;
        }
        Post(members[peer], eAppend, (from = node, ballot = leading, first = first, entries = entries, chosen = chosen));
    }

    fun OnAppend(m: tAppend) {
        var at: int;
        if (m.ballot < promised && bug != HIGHER_PROMISE_IGNORED) {
            Post(members[m.from], eRefused, (ballot = m.ballot, promised = promised));
            return;
        }
        if (m.ballot > promised) {
            // In memory only: what is accepted in it says so on disk, and nothing else was promised.
            StepDown();
            promised = m.ballot;
        }
        BeginRun(m.ballot);
        if (m.first > through + 1) {
            if (bug != GAP_ACCEPTED) {
                Post(members[m.from], eBehind, (from = node, ballot = m.ballot, through = through));
                return;
            }
            through = m.first - 1;
        }
        while (at < sizeof(m.entries)) {
            if (m.first + at > through)
                Accept(m.first + at, m.entries[at]);
            at = at + 1;
        }
        if (bug == OLD_ENTRY_TAKEN_FOR_CHOSEN)
            Choose(Lower(m.chosen, last));
        else
            Choose(Lower(m.chosen, through));
        if (sizeof(m.entries) > 0)
            SendWhenDurable(m.from, eAccepted, (from = node, ballot = m.ballot, through = through));
    }

    fun OnAccepted(m: tAccepted) {
        if (leading != m.ballot)
            return;
        Reached(m.from, m.through);
        if (m.through < through || m.through <= chosen)
            SendFrom(m.from, m.through + 1);
    }

    fun Reached(peer: int, slot: tSlot) {
        var at: int;
        var best: tSlot;
        if (!(peer in reached) || reached[peer] < slot)
            reached[peer] = slot;
        best = chosen;
        foreach (at in values(reached)) {
            if (at > best && HasMajority(at))
                best = at;
        }
        Choose(best);
    }

    fun HasMajority(slot: tSlot): bool {
        var at: tSlot;
        var count: int;
        foreach (at in values(reached)) {
            if (at >= slot)
                count = count + 1;
        }
        return count * 2 > sizeof(members);
    }

    fun Resend() {
        var peer: int;
        if (standing != 0)
            Ask();
        while (leading != 0 && peer < sizeof(members)) {
            if (peer != node)
                SendFrom(peer, chosen + 1);
            peer = peer + 1;
        }
    }

    fun StepDown() {
        standing = 0;
        leading = 0;
    }

    // A ballot's acceptances begin behind what is chosen.
    fun BeginRun(ballot: tBallot) {
        if (run == ballot)
            return;
        run = ballot;
        through = chosen;
        durable = Lower(durable, chosen);
    }

    fun Accept(slot: tSlot, value: int) {
        log[slot] = (ballot = run, value = value);
        through = slot;
        if (slot > last)
            last = slot;
        Write((promise = false, ballot = run, slot = slot, value = value));
    }

    fun Choose(slot: tSlot) {
        while (chosen < slot) {
            chosen = chosen + 1;
            if (chosen in log)
                announce eKnown, (node = node, slot = chosen, value = log[chosen].value);
        }
        if ($)
            tree = Lower(chosen, durable);
    }

    // The disk.

    fun WritePromise(ballot: tBallot) {
        promised = ballot;
        Write((promise = true, ballot = ballot, slot = 0, value = 0));
    }

    fun Write(record: tRecord) {
        disk += (sizeof(disk), record);
        new Sync((of = this, life = life, through = sizeof(disk), slow = slowDisk));
    }

    fun SendWhenDurable(addressee: int, kind: event, content: any) {
        if (synced == sizeof(disk) || (bug == TOLD_BEFORE_DURABLE && addressee != node))
            Post(members[addressee], kind, content);
        else
            held += (sizeof(held), (after = sizeof(disk), addressee = addressee, kind = kind, content = content));
    }

    fun OnSynced(end: int) {
        AnnounceHeld(end);
        while (sizeof(held) > 0 && held[0].after <= synced) {
            Post(members[held[0].addressee], held[0].kind, held[0].content);
            held -= (0);
        }
        if (leading != 0 && run == leading)
            Reached(node, durable);
    }

    fun AnnounceHeld(end: int) {
        var record: tRecord;
        while (synced < end) {
            record = disk[synced];
            synced = synced + 1;
            if (record.promise)
                continue;
            announce eHeld, (node = node, ballot = record.ballot, slot = record.slot, value = record.value);
            if (record.ballot == run && record.slot > durable)
                durable = record.slot;
        }
    }

    fun Restart() {
        AnnounceHeld(synced + choose(sizeof(disk) - synced + 1));
        while (sizeof(disk) > synced)
            disk -= (sizeof(disk) - 1);
        life = life + 1;
        Replay();
    }

    fun Replay() {
        var record: tRecord;
        StepDown();
        held = default(seq[tHeld]);
        log = default(map[tSlot, tEntry]);
        promised = 0;
        last = 0;
        run = 0;
        chosen = tree;
        through = tree;
        durable = tree;
        foreach (record in disk) {
            if (record.ballot > promised && !(record.promise && bug == PROMISE_FORGOTTEN))
                promised = record.ballot;
            if (!record.promise) {
                log[record.slot] = (ballot = record.ballot, value = record.value);
                if (record.slot > last)
                    last = record.slot;
            }
        }
    }
}

type tSync = (of: machine, life: int, through: int, slow: bool);

// A sync takes as long as it likes, and much longer on a slow disk.
machine Sync {
    var sync: tSync;
    var turns: int;

    start state Syncing {
        entry (asked: tSync) {
            sync = asked;
            if (sync.slow)
                turns = choose(SlowTurnsMax());
            send this, eOnward;
        }

        on eOnward do {
            turns = turns - 1;
            if (turns > 0) {
                send this, eOnward;
                return;
            }
            send sync.of, eSynced, (life = sync.life, through = sync.through);
            raise halt;
        }
    }
}

fun SlowTurnsMax(): int { return 20; }

fun SlotsPerMessageMax(): int { return 2; }

fun Lower(a: int, b: int): int {
    if (a < b)
        return a;
    return b;
}
