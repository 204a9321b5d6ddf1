using Ballast.Foundation;
using Ballast.Histories.Checking;
using Ballast.Histories.Items;
using Ballast.Histories.Recording;
using Ballast.Histories.Tests.Generated;

namespace Ballast.Histories.Tests;

/// <summary>BALLAST_SEEDS and BALLAST_SEED_FROM make it a campaign.</summary>
public sealed class GeneratedHistoryTests(ITestOutputHelper output)
{
    private static readonly int Seeds = int.Parse(Environment.GetEnvironmentVariable("BALLAST_SEEDS") ?? "3000", null);

    private static readonly ulong From = ulong.Parse(Environment.GetEnvironmentVariable("BALLAST_SEED_FROM") ?? "1", null);

    private static readonly LinearizabilityChecker<ItemImage, ItemOperation, ItemResult> Checker = new(ItemModel.Instance, ItemImage.Absent);

    public static TheoryData<string> WorkloadNames => [.. Drawn.Keys];

    private static Dictionary<string, Func<Chance, int, ItemOperation>> Drawn { get; } = new()
    {
        ["crowded"] = Workloads.Crowded,
        ["mixed"] = Workloads.Mixed,
        ["register"] = Workloads.Register,
        ["register with deletions"] = Workloads.RegisterWithDeletions,
        ["counter"] = Workloads.Counter,
    };

    [Theory]
    [MemberData(nameof(WorkloadNames))]
    public void Small_histories_and_their_mutations_are_judged_as_by_all_permutations(string workload)
    {
        var (right, wrong) = (0, 0);
        for (var seed = From; seed < From + (ulong)Seeds; seed++)
        {
            var chance = new Chance(seed);
            var made = Make(workload, chance, 3 + chance.NextInt32(4), 1 + chance.NextInt32(5), 4);
            Assert.True(Checker.Check(made).Judgement == Judgement.Linearizable, Show(seed, made));
            var mutated = Mutation.Of(made, chance);
            var expected = Permutations.Explain(ItemModel.Instance, ItemImage.Absent, mutated) ? Judgement.Linearizable : Judgement.NotLinearizable;
            Assert.True(Checker.Check(mutated).Judgement == expected, Show(seed, mutated));
            Assert.True(Checker.Search(mutated).Judgement == expected, Show(seed, mutated));
            if (expected == Judgement.Linearizable)
                right++;
            else
                wrong++;
        }
        output.WriteLine($"{workload}: of {Seeds} mutated histories {right} are linearizable and {wrong} are not");
        Assert.True(right > Seeds / 20 && wrong > Seeds / 20, $"{right} right and {wrong} wrong ones say too little.");
    }

    [Theory]
    [MemberData(nameof(WorkloadNames))]
    public void An_order_that_is_found_is_one(string workload)
    {
        for (var seed = From; seed < From + 100; seed++)
        {
            var made = Make(workload, new Chance(seed), 200, 8, 20);
            var order = Checker.Search(made).Order!;
            Assert.Equal(made.Count(static operation => operation.Outcome == Outcome.Ok), order.Count(static operation => operation.Outcome == Outcome.Ok));
            Assert.Equal(order.Count, order.Distinct().Count());
            Assert.True(Replays(order), Show(seed, made));
        }
    }

    [Theory]
    [MemberData(nameof(WorkloadNames))]
    public void Contradictions_contradict_themselves_and_none_of_them_can_be_spared(string workload)
    {
        var explained = 0;
        for (var seed = From; explained < 15; seed++)
        {
            var chance = new Chance(seed);
            var history = Mutation.Of(Make(workload, chance, 60, 5, 10), chance);
            var verdict = Checker.Check(history);
            if (verdict.Judgement != Judgement.NotLinearizable)
                continue;
            explained++;
            var contradiction = Checker.Explain(history, verdict).Explanation!.Contradiction;
            Assert.NotEmpty(contradiction);
            Assert.Equal(Judgement.NotLinearizable, JudgedWith(history, contradiction));
            foreach (var spared in contradiction)
                Assert.NotEqual(Judgement.NotLinearizable, JudgedWith(history, [.. contradiction.Where(operation => operation != spared)]));
        }
    }

    private static Judgement JudgedWith(IEnumerable<RecordedOperation<ItemOperation, ItemResult>> history, IReadOnlyList<RecordedOperation<ItemOperation, ItemResult>> known)
    {
        var checker = new LinearizabilityChecker<ItemImage, ItemOperation, ItemResult>(ItemModel.Instance, ItemImage.Absent) { StepsMax = Checker.PartStepsMax };
        var end = known.Count == 0 ? 0 : known.Max(static operation => operation.Completed);
        return checker.Search([.. history.Where(operation => operation.Outcome != Outcome.Failed && operation.Invoked <= end)
            .Select(operation => known.Contains(operation) ? operation : operation.Weakened())]).Judgement;
    }

    private static List<RecordedOperation<ItemOperation, ItemResult>> Make(string workload, Chance chance, int count, int clients, int unknownOneIn) =>
        new Generator<ItemImage, ItemOperation, ItemResult>(ItemModel.Instance, Drawn[workload]).Make(chance, ItemImage.Absent, count, clients, unknownOneIn);

    private static bool Replays(IReadOnlyList<RecordedOperation<ItemOperation, ItemResult>> order)
    {
        var (state, latest) = (ItemImage.Absent, long.MinValue);
        foreach (var operation in order)
        {
            var (next, result) = ItemModel.Instance.Apply(state, operation.Operation);
            latest = Math.Max(latest, operation.Invoked);
            if (operation.Completed < latest || (operation.Outcome == Outcome.Ok && result != operation.Result))
                return false;
            state = next;
        }
        return true;
    }

    private static string Show(ulong seed, IEnumerable<RecordedOperation<ItemOperation, ItemResult>> history) => $"seed {seed}:\n{string.Join('\n', history)}";
}
