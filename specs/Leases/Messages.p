// What nodes and members say to each other. A ballot is one number here, round * 10 + node; 0 is none.
// The log is one number as well: that members agree on what stands in it is shown in ../Choosing.

type tBallot = int;

// A member's log: accepted through a slot, in a ballot.
type tLog = (ballot: tBallot, through: int);

event ePrepare: (from: int, ballot: tBallot);
event ePromise: (from: int, ballot: tBallot, log: tLog);
event eAppend: (from: int, ballot: tBallot, through: int);
event eAccepted: (from: int, ballot: tBallot, through: int);

// Between nodes (NodeLink), for all groups together. The echo brings back when the probe was sent, by the prober's clock.
event eProbe: (from: int, life: int, sentAt: int);
event eEcho: (from: int, life: int, sentAt: int, epoch: int);

// Of one group: "I follow you at this ballot, and our link's promises are for that from now on".
event eEnter: (from: int, ballot: tBallot, epoch: int);
event eEntered: (from: int, ballot: tBallot, epoch: int);

// The leader gives the promises back, and does not answer from then on.
event eGiveBack: (from: int, ballot: tBallot, successor: int);

// What the world does to a node.
event eMeet: (nodes: seq[machine], clock: machine);
event eStand;
event eProbeAll;
event eWrite;
event eRead: (number: int);
event eHandOver: (successor: int);
event eCut: (node: int);
event eCrash;

// The node's clock has moved (or has not: it may be slow). The true time moves again when all have seen it.
event eTick: (by: int);
event eTicked;
event eTurn;
