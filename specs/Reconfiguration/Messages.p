// What members say to each other. A ballot is one number here, round * 10 + node; 0 is none.

type tBallot = int;
type tSlot = int;

// Who votes: each node in one incarnation; at most one of them keeps only the recent log (-1: none does).
type tConfig = (epoch: int, voters: map[int, int], logReplica: int);

// Value 0 is the no-op; one below 0 stands for a configuration.
type tEntry = (ballot: tBallot, value: int, config: tConfig);

type tVoter = (node: int, incarnation: int);
type tPromise = (from: tVoter, ballot: tBallot, chosen: tSlot, accepted: map[tSlot, tEntry]);
// For a log replica that holds nothing: where it starts, and the storage replicas beside it.
type tStart = (floor: tSlot, storage: set[int]);
type tAppend = (from: int, ballot: tBallot, origin: tStart, first: tSlot, entries: seq[tEntry], chosen: tSlot);
type tAccepted = (from: tVoter, ballot: tBallot, through: tSlot, chosen: tSlot);

event ePrepare: (from: int, ballot: tBallot, first: tSlot);
event ePromise: tPromise;
event eAppend: tAppend;
event eAccepted: tAccepted;

// The member lacks slots before what was sent.
event eBehind: (from: tVoter, ballot: tBallot, through: tSlot, chosen: tSlot);

// A node offers itself in the place of a voter.
event eOffer: (from: tVoter, asLogReplica: bool);

// The node is no member any more, and may forget.
event eLeft: (incarnation: int);

// What the world does to a node.
event eMeet: (nodes: seq[machine], first: tConfig);
event eStand;
event ePropose: (value: int);
event eResend;
event eOfferYourself: (asLogReplica: bool);
event ePartition: (unreachable: set[int]);
event eCrash;
event eWipe;
