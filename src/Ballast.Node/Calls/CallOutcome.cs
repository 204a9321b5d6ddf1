namespace Ballast.Node.Calls;

/// <summary>How a call to a replica ended. All but <see cref="Done"/> left the data as it was, except <see cref="Unknown"/>.</summary>
public enum CallOutcome : byte
{
    Done = 0,

    /// <summary>The condition was evaluated and is false.</summary>
    ConditionFailed = 1,

    /// <summary>The update cannot be carried out on the item as it is; the call has the text.</summary>
    UpdateInvalid = 2,

    /// <summary>The item would be longer than the limit.</summary>
    ItemTooLarge = 3,

    /// <summary>An attribute that is an index key would have the wrong type or size; the call has the text.</summary>
    IndexKeyInvalid = 4,

    /// <summary>The item collection is at its limit and the write would make it larger.</summary>
    CollectionTooLarge = 5,

    /// <summary>The node's log has no room for another write now. Nothing was proposed.</summary>
    Overloaded = 6,

    /// <summary>The disk has no room. Nothing was proposed.</summary>
    StorageFull = 7,

    /// <summary>This node has no such replica in service. Nothing was proposed.</summary>
    Unavailable = 8,

    /// <summary>The write was proposed, and the node failed before it could say whether it is durable.</summary>
    Unknown = 9,

    /// <summary>This replica does not lead its group, or has lost the lead before anything came of the call. Nothing was done, and nothing will be.</summary>
    NotLeader = 10,
}
