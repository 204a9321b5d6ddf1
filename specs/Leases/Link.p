// One node's side of the link to another (NodeLink): what it has promised there, and what it was promised.

type tLink = (
    // Promised to the other node: until when by this clock, in which epoch, and for which ballot of the group (0: not entered).
    until: int, epoch: int, entered: tBallot,
    // Promised by the other node: until when by this clock, in which epoch, and what the group has entered there.
    heldUntil: int, heldEpoch: int, heldBallot: tBallot);

// An epoch that was never used: it counts lapses within a life of the node.
fun FirstEpoch(life: int): int { return life * 1000 + 1; }

fun NewLink(life: int): tLink {
    return (until = 0, epoch = FirstEpoch(life), entered = 0, heldUntil = 0, heldEpoch = 0, heldBallot = 0);
}

// A lapse ends the epoch for good.
fun Lapse(link: tLink, now: int, bug: tBug): tLink {
    if (now >= link.until && link.entered != 0) {
        link.entered = 0;
        if (bug != EPOCH_OUTLIVES_LAPSE)
            link.epoch = link.epoch + 1;
    }
    return link;
}

fun Renew(link: tLink, epoch: int, until: int): tLink {
    if (epoch < link.heldEpoch)
        return link;
    if (epoch > link.heldEpoch) {
        link.heldEpoch = epoch;
        link.heldBallot = 0;
        link.heldUntil = 0;
    }
    if (until > link.heldUntil)
        link.heldUntil = until;
    return link;
}
