// What members say to each other: src/Ballast.Replication/Messages. A ballot is one number here, round * 10 + node; 0 is none.

type tBallot = int;
type tSlot = int;

// A no-op is negative.
type tEntry = (ballot: tBallot, value: int);

type tPrepare = (from: int, ballot: tBallot, first: tSlot);
type tPromise = (from: int, ballot: tBallot, chosen: tSlot, accepted: map[tSlot, tEntry]);
type tRefused = (ballot: tBallot, promised: tBallot);
type tAppend = (from: int, ballot: tBallot, first: tSlot, entries: seq[int], chosen: tSlot);
type tAccepted = (from: int, ballot: tBallot, through: tSlot);
type tBehind = (from: int, ballot: tBallot, through: tSlot);

event ePrepare: tPrepare;
event ePromise: tPromise;
event eRefused: tRefused;
event eAppend: tAppend;
event eAccepted: tAccepted;
event eBehind: tBehind;

// What the world does to a member.
event eMeet: seq[machine];
event eStand;
event ePropose: int;
event eResend;
event eCrash;

// The disk has synced: everything written before is durable. A sync that began before a crash says nothing about what was written after it.
event eSynced: (life: int, through: int);
