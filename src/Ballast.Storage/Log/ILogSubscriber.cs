namespace Ballast.Storage.Log;

/// <summary>Who appends, and hears when it is durable.</summary>
/// <remarks>Called on the writer's executor, between two syncs: an owner posts to its own executor and returns at once.</remarks>
public interface ILogSubscriber
{
    /// <summary>All records that end at or before <paramref name="through"/> are durable. Once for each batch in which the subscriber has a record.</summary>
    void Durable(LogPosition through);

    /// <summary>An append that was refused as <see cref="AppendResult.Busy"/> may be tried again. Once for any number of refusals.</summary>
    void RoomAgain();

    /// <summary>The log failed for good: what is not durable by now has an unknown outcome, and the node stops. Once, and to every subscriber.</summary>
    void Failed(Exception cause);
}
