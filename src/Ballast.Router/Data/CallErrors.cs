using Ballast.Foundation;
using Ballast.Model.Documents;
using Ballast.Node.Calls;
using Ballast.Node.Indexes;
using Ballast.Router.Errors;

namespace Ballast.Router.Data;

/// <summary>What the API says when a call to a replica did not end well.</summary>
internal static class CallErrors
{
    public static ApiError ItemTooLarge { get; } = ApiErrors.Validation("Item size has exceeded the maximum allowed size");
    public static ApiError UpdatedItemTooLarge { get; } = ApiErrors.Validation("Item size to update has exceeded the maximum allowed size");

    /// <summary>Null when it ended well.</summary>
    public static ApiError? Of(ReplicaCall call) => call.Outcome switch
    {
        CallOutcome.Done => null,
        CallOutcome.Overloaded => ApiErrors.Overloaded,
        CallOutcome.StorageFull => ApiErrors.StorageFull,
        CallOutcome.Unavailable => ApiErrors.ReplicaUnavailable,
        CallOutcome.Unknown => ApiErrors.OutcomeUnknown,
        _ => throw Invariant.Unreachable("a write's outcome of another call"),
    };

    public static ApiError? Of(ItemWrite write, bool wantsItemOnFailure) => write.Outcome switch
    {
        CallOutcome.ConditionFailed =>
            ApiErrors.ConditionalCheckFailed(wantsItemOnFailure && write.OldFound ? write.Old.WrittenMemory : (ReadOnlyMemory<byte>?)null),
        CallOutcome.UpdateInvalid => ApiErrors.Validation(write.Problem!),
        CallOutcome.ItemTooLarge => write.Kind == WriteKind.Update ? UpdatedItemTooLarge : ItemTooLarge,
        CallOutcome.IndexKeyInvalid => OfIndexKey(write.IndexKeyProblem!, write.Kind),
        CallOutcome.CollectionTooLarge => ApiErrors.ItemCollectionSizeLimitExceeded,
        _ => Of(write),
    };

    /// <summary>An item whose attribute cannot be a key of an index.</summary>
    public static ApiError OfIndexKey(IndexKeyProblem problem, WriteKind kind)
    {
        var key = problem.Index.Sort;
        return ApiErrors.Validation(problem.Kind switch
        {
            IndexKeyProblemKind.WrongType =>
                $"One or more parameter values were invalid: Type mismatch for Index Key {key.Name} Expected: {ValueTags.NameOf(key.Tag)} Actual: {ValueTags.NameOf(problem.Actual)} IndexName: {problem.Index.Name}",
            IndexKeyProblemKind.Empty when kind == WriteKind.Update =>
                $"One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty {(problem.Actual == ValueTag.String ? "string" : "binary")} value.",
            IndexKeyProblemKind.Empty =>
                $"One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty {(problem.Actual == ValueTag.String ? "string" : "binary")} value. IndexName: {problem.Index.Name}, IndexKey: {key.Name}",
            _ => ItemKeys.SortTooLong.Message,
        });
    }
}
