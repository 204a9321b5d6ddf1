using Ballast.Histories.Checking;
using Ballast.Histories.Items;
using Ballast.Histories.Recording;

namespace Ballast.Histories.Tests;

/// <summary>A history of one item, written by hand: each line an operation with the stamps of its beginning and its end.</summary>
internal sealed class Written
{
    public List<RecordedOperation<ItemOperation, ItemResult>> Operations { get; } = [];

    public static ItemOperation Read { get; } = new ItemOperation.Read();

    public static ItemOperation Delete { get; } = new ItemOperation.Delete();

    public static ItemOperation Put(string text) => new ItemOperation.Put(text);

    public static ItemOperation PutIfNone(string text) => new ItemOperation.Put(text) { Condition = new ItemCondition.NotExists() };

    public static ItemOperation PutIf(string text, string was) => new ItemOperation.Put(text) { Condition = new ItemCondition.TextIs(was) };

    public static ItemOperation Add(long n) => new ItemOperation.Update(n) { Answer = ItemAnswer.New };

    public static ItemResult Saw(string text, long count = 0) => ItemResult.Told(ItemImage.Of(text, count));

    public static ItemResult SawCount(long count) => ItemResult.Told(ItemImage.Of(null, count));

    public static ItemResult SawNone => ItemResult.Told(ItemImage.Absent);

    public Written Ok(long invoked, long completed, ItemOperation operation, ItemResult result)
    {
        Begin(invoked, operation).Succeed(completed, result);
        return this;
    }

    public Written Ok(long invoked, long completed, ItemOperation operation) => Ok(invoked, completed, operation, ItemResult.Done);

    public Written Refused(long invoked, long completed, ItemOperation operation, ItemResult result) => Ok(invoked, completed, operation, result);

    public Written Refused(long invoked, long completed, ItemOperation operation) => Ok(invoked, completed, operation, ItemResult.ConditionFailed);

    public Written Unknown(long invoked, ItemOperation operation)
    {
        Begin(invoked, operation);
        return this;
    }

    public Written Failed(long invoked, long completed, ItemOperation operation)
    {
        Begin(invoked, operation).Fail(completed);
        return this;
    }

    /// <summary>The verdict, upon which the search and the permutations must agree.</summary>
    public Verdict<ItemOperation, ItemResult> Check()
    {
        var checker = new LinearizabilityChecker<ItemImage, ItemOperation, ItemResult>(ItemModel.Instance, ItemImage.Absent);
        var verdict = checker.Check(Operations);
        Assert.Equal(verdict.Judgement, checker.Search(Operations).Judgement);
        Assert.Equal(verdict.Judgement == Judgement.Linearizable, Permutations.Explain(ItemModel.Instance, ItemImage.Absent, Operations));
        return checker.Explain(Operations, verdict);
    }

    public void IsRight() => Assert.Equal(Judgement.Linearizable, Check().Judgement);

    /// <summary>Wrong, and these operations, by their place in the history, are said to contradict each other.</summary>
    public void IsWrong(params int[] contradiction)
    {
        var verdict = Check();
        Assert.Equal(Judgement.NotLinearizable, verdict.Judgement);
        Assert.Equal(contradiction.Select(i => Operations[i]), verdict.Explanation!.Contradiction);
        Assert.Contains("contradict", verdict.ToString(), StringComparison.Ordinal);
    }

    private RecordedOperation<ItemOperation, ItemResult> Begin(long invoked, ItemOperation operation)
    {
        var begun = new RecordedOperation<ItemOperation, ItemResult>(Operations.Count, operation, invoked);
        Operations.Add(begun);
        return begun;
    }
}
