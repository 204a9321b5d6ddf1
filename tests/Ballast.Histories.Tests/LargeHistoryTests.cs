using Ballast.Foundation;
using Ballast.Histories.Checking;
using Ballast.Histories.Items;
using Ballast.Histories.Tests.Generated;

namespace Ballast.Histories.Tests;

/// <summary>Histories of ten clients, far within the budget where they are right, and mostly where they are not.</summary>
public sealed class LargeHistoryTests(ITestOutputHelper output)
{
    private const int Clients = 10, Seeds = 5;

    private static readonly LinearizabilityChecker<ItemImage, ItemOperation, ItemResult> Checker = new(ItemModel.Instance, ItemImage.Absent);

    private static Dictionary<string, Func<Chance, int, ItemOperation>> Drawn { get; } = new()
    {
        ["mixed"] = Workloads.Mixed,
        ["register"] = Workloads.Register,
        ["register with deletions"] = Workloads.RegisterWithDeletions,
        ["counter"] = Workloads.Counter,
    };

    /// <summary>One answer of so many is lost.</summary>
    public static TheoryData<string, int> Cases => new(Drawn.Keys.SelectMany(static name => ((int[])[1_000_000, 100, 20]).Select(lostOneIn => (name, lostOneIn))));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Five_thousand_operations_are_decided_where_they_are_right(string workload, int lostOneIn)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var verdict = Checker.Check(Make(workload, new Chance(seed), 5000, lostOneIn));
            output.WriteLine($"{workload}, one answer in {lostOneIn} lost, seed {seed}: {verdict.Steps} steps");
            Assert.Equal(Judgement.Linearizable, verdict.Judgement);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_a_thousand_operations_with_one_changed_at_most_one_history_in_five_is_undecided(string workload, int lostOneIn)
    {
        var judgements = new List<Judgement>();
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var chance = new Chance(seed);
            judgements.Add(Checker.Check(Mutation.Of(Make(workload, chance, 1000, lostOneIn), chance)).Judgement);
        }
        output.WriteLine($"{workload}, one answer in {lostOneIn} lost: {string.Join(", ", judgements)}");
        Assert.InRange(judgements.Count(static judgement => judgement == Judgement.Undecided), 0, 1);
    }

    [Fact]
    public void Beyond_the_budget_a_history_is_undecided()
    {
        var history = Make("mixed", new Chance(1), 1000, 20);
        var checker = new LinearizabilityChecker<ItemImage, ItemOperation, ItemResult>(ItemModel.Instance, ItemImage.Absent) { StepsMax = 1000 };
        var verdict = checker.Check(history);
        Assert.Equal(Judgement.Undecided, verdict.Judgement);
        Assert.InRange(verdict.Steps, 1000, 2000);
        Assert.Equal(verdict, checker.Check(history));
        Assert.Equal(Judgement.Linearizable, Checker.Check(history).Judgement);
    }

    [Fact]
    public void More_at_a_time_than_the_search_can_mark_are_undecided()
    {
        var history = new Written();
        for (var i = 0; i < 130; i++)
            history.Ok(0, 10 + i, Written.Add(1), Written.SawCount(i + 1));
        Assert.Equal(Judgement.Undecided, Checker.Check(history.Operations).Judgement);
        Assert.Equal(Judgement.Linearizable, Checker.Check(history.Operations[..128]).Judgement);
    }

    private static List<Recording.RecordedOperation<ItemOperation, ItemResult>> Make(string workload, Chance chance, int count, int lostOneIn) =>
        new Generator<ItemImage, ItemOperation, ItemResult>(ItemModel.Instance, Drawn[workload]).Make(chance, ItemImage.Absent, count, Clients, lostOneIn);
}
