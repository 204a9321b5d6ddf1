namespace Ballast.Node.Records;

/// <summary>What a log record of a group says. Stored; numbers never change, and the log's own types lie above 200.</summary>
public enum RecordType : byte
{
    /// <summary>The group exists from here on; the payload is its first configuration and its partition's schema.</summary>
    GroupCreated = 1,

    /// <summary>The group is gone from this node; nothing of it follows.</summary>
    GroupDropped = 2,

    /// <summary>Nothing: a leader begins its ballot with it.</summary>
    NoOp = 3,

    /// <summary>A configuration, in force behind its slot.</summary>
    Config = 4,

    /// <summary>What the member has promised, and what it knows as chosen.</summary>
    Promised = 5,

    /// <summary>The member's log begins behind this slot; what it had before is forgotten.</summary>
    LogStart = 6,

    /// <summary>Of no group: the node's promises to its peers were given back. Last in the log of a clean stop.</summary>
    PromisesReturned = 7,

    /// <summary>The member's log begins later than it did: nothing through this slot is needed, what was accepted behind it is.</summary>
    LogFloor = 8,

    /// <summary>After-image: this item is stored.</summary>
    ItemPut = 16,

    /// <summary>After-image: there is no item of this key.</summary>
    ItemDeleted = 17,
}

/// <summary>Who caused a write. Stored; numbers never change.</summary>
public enum WriteCause : byte
{
    Client = 1,
    TimeToLive = 2,
    Replication = 3,
    Transaction = 4,
}
