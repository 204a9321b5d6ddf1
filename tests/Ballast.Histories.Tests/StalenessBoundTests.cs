using Ballast.Histories.Items;
using Ballast.Histories.Reads;
using Ballast.Histories.Recording;

namespace Ballast.Histories.Tests;

public sealed class StalenessBoundTests
{
    private const long Bound = 10;
    private readonly List<RecordedOperation<ItemOperation, ItemResult>> _history = [];

    [Fact]
    public void What_was_written_over_may_be_seen_until_the_bound()
    {
        Done(new ItemOperation.Put("a"), 1, 2);
        Done(new ItemOperation.Put("b"), 3, 4);
        Assert.Null(Violation(14, "a"));
        Assert.NotNull(Violation(15, "a"));
        Assert.Null(Violation(100, "b"));
    }

    [Fact]
    public void Of_two_writes_at_the_same_time_either_may_be_the_last()
    {
        Done(new ItemOperation.Put("a"), 1, 5);
        Done(new ItemOperation.Put("b"), 4, 6);
        Assert.Null(Violation(100, "a"));
        Assert.Null(Violation(100, "b"));
    }

    [Fact]
    public void What_may_have_happened_late_may_be_seen_late()
    {
        _history.Add(new(1, new ItemOperation.Put("a"), 1));
        Done(new ItemOperation.Put("b"), 3, 4);
        Assert.Null(Violation(100, "a"));
    }

    [Fact]
    public void A_deletion_writes_over_and_is_written_over()
    {
        Done(new ItemOperation.Put("a"), 1, 2);
        Done(new ItemOperation.Delete(), 3, 4);
        Assert.NotNull(Violation(100, "a"));
        Assert.Null(Violation(100, null));
        Done(new ItemOperation.Put("b"), 5, 6);
        Assert.Null(Violation(16, null));
        Assert.NotNull(Violation(17, null));
    }

    [Fact]
    public void A_condition_that_failed_has_written_nothing()
    {
        Done(new ItemOperation.Put("a"), 1, 2);
        Done(new ItemOperation.Put("b") { Condition = new ItemCondition.NotExists() }, 3, 4, ItemResult.ConditionFailed);
        Assert.Null(Violation(100, "a"));
        Assert.NotNull(Violation(100, "b"));
    }

    private void Done(ItemOperation operation, long invoked, long completed, ItemResult? result = null)
    {
        var recorded = new RecordedOperation<ItemOperation, ItemResult>(1, operation, invoked);
        recorded.Succeed(completed, result ?? ItemResult.Done);
        _history.Add(recorded);
    }

    private string? Violation(long at, string? text) => new StalenessBound(_history, Bound).Violation(new EventualRead(at, at, text));
}
