namespace Ballast.Node.Records;

/// <summary>What a log record of a group says. Stored; numbers never change, and the log's own types lie above 200.</summary>
public enum RecordType : byte
{
    /// <summary>The group exists from here on; the payload is its partition's schema.</summary>
    GroupCreated = 1,

    /// <summary>The group is gone; nothing of it follows.</summary>
    GroupDropped = 2,

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
