using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;

namespace Ballast.Node.Tests.Crashes;

/// <summary>A write as it was handed to the node, with what it means.</summary>
/// <param name="Key">Which item.</param>
/// <param name="Call">The call; its answer is in there once <paramref name="Task"/> has ended.</param>
/// <param name="Task">Ends with the answer.</param>
/// <param name="Effect">What it does to the newest image of its item: the answer, and the item afterwards (null for none).</param>
internal sealed record ModelWrite(
    string Key, ItemWrite Call, Task<CallOutcome> Task, Func<ModelItem?, (CallOutcome Outcome, ModelItem? After)> Effect)
{
    /// <summary>Answered with the promise that nothing was proposed because the node could take nothing.</summary>
    public bool WasRefused =>
        Task is { IsCompletedSuccessfully: true, Result: CallOutcome.Overloaded or CallOutcome.StorageFull or CallOutcome.Unavailable };

    /// <summary>Answered with something that must stay true whatever happens afterwards.</summary>
    public bool IsAcknowledged => Task is { IsCompletedSuccessfully: true } && !WasRefused && Task.Result != CallOutcome.Unknown;
}

/// <summary>A read that may have seen versions; all of them must outlive any crash.</summary>
internal sealed record ModelRead(ReplicaCall Call, Task<CallOutcome> Task)
{
    public IEnumerable<long> VersionsSeen()
    {
        if (Task is not { IsCompletedSuccessfully: true, Result: CallOutcome.Done })
            return [];
        return Call switch
        {
            ItemRead { Found: true } read => [Schemas.ItemOf(read.Document.Written).Version],
            RangeRead { Index: null } range => Schemas.DocumentsOf(range).Select(static hex => Schemas.ItemOf(Convert.FromHexString(hex)).Version),
            _ => [],
        };
    }
}
