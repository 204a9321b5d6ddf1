using Ballast.Foundation;
using Ballast.Histories.Checking;
using Ballast.Histories.Recording;
using Ballast.Histories.Tests.Generated;
using Ballast.Histories.Tests.Models;

namespace Ballast.Histories.Tests;

/// <summary>The checker knows no more of items than of any other model; and a recorder keeps the histories of many keys apart.</summary>
public sealed class RegisterTests
{
    private static readonly LinearizabilityChecker<string, RegisterOperation, string> Checker = new(new RegisterModel(), "");

    [Fact]
    public void A_register_is_judged_as_by_all_permutations()
    {
        var (right, wrong) = (0, 0);
        for (ulong seed = 1; seed <= 3000; seed++)
        {
            var chance = new Chance(seed);
            var history = new Generator<string, RegisterOperation, string>(new RegisterModel(), Draw).Make(chance, "", 3 + chance.NextInt32(4), 1 + chance.NextInt32(4), 4);
            Assert.Equal(Judgement.Linearizable, Checker.Check(history).Judgement);
            var shifted = history.Select(operation => Shifted(operation, history, chance)).ToList();
            var expected = Permutations.Explain(new RegisterModel(), "", shifted);
            Assert.Equal(expected ? Judgement.Linearizable : Judgement.NotLinearizable, Checker.Check(shifted).Judgement);
            (right, wrong) = expected ? (right + 1, wrong) : (right, wrong + 1);
        }
        Assert.True(right > 100 && wrong > 100, $"{right} right and {wrong} wrong ones say too little.");
    }

    [Fact]
    public void Keys_are_apart()
    {
        var recorder = new HistoryRecorder<string, RegisterOperation, string>();
        recorder.Invoke("x", 1, new RegisterOperation.Write("a"), 0).Succeed(1, "");
        recorder.Invoke("y", 1, new RegisterOperation.Read(), 2).Succeed(3, "a");
        recorder.Invoke("x", 1, new RegisterOperation.Read(), 4).Succeed(5, "a");
        recorder.Invoke("x", 1, new RegisterOperation.Write("b"), 6);
        Assert.Equal(["x", "y"], recorder.Keys);
        Assert.Equal(4, recorder.Count);
        Assert.Equal(Outcome.Unknown, recorder.Of("x")[^1].Outcome);
        Assert.Equal(Judgement.Linearizable, Checker.Check(recorder.Of("x")).Judgement);
        var report = Checker.CheckAll(recorder);
        Assert.False(report.IsRight);
        Assert.Equal("y", Assert.Single(report.Wrong).Key);
        Assert.StartsWith("2 items, 4 operations, 1 not linearizable, 0 undecided\ny: NotLinearizable", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_undecided_history_is_no_pass()
    {
        var recorder = new HistoryRecorder<int, RegisterOperation, string>();
        recorder.Invoke(7, 1, new RegisterOperation.Swap("", "a"), 0).Succeed(1, "swapped");
        recorder.Invoke(7, 1, new RegisterOperation.Swap("a", "b"), 2).Succeed(3, "swapped");
        Assert.True(Checker.CheckAll(recorder).IsRight);
        var report = new LinearizabilityChecker<string, RegisterOperation, string>(new RegisterModel(), "") { StepsMax = 0 }.CheckAll(recorder);
        Assert.False(report.IsRight);
        Assert.Equal([7], report.Undecided);
    }

    [Fact]
    public void An_operation_completes_once_and_not_before_it_began()
    {
        var operation = new RecordedOperation<RegisterOperation, string>(1, new RegisterOperation.Read(), 5);
        Assert.Throws<InvariantViolatedException>(() => operation.Succeed(4, ""));
        operation.Succeed(5, "");
        Assert.Throws<InvariantViolatedException>(() => operation.Fail(6));
    }

    private static RegisterOperation Draw(Chance chance, int ordinal) => chance.NextInt32(3) switch
    {
        0 => new RegisterOperation.Read(),
        1 => new RegisterOperation.Write($"{chance.NextInt32(3)}"),
        _ => new RegisterOperation.Swap($"{chance.NextInt32(3)}", $"{chance.NextInt32(3)}"),
    };

    // Each has the answer of another of its kind.
    private static RecordedOperation<RegisterOperation, string> Shifted(RecordedOperation<RegisterOperation, string> operation, List<RecordedOperation<RegisterOperation, string>> history, Chance chance)
    {
        var others = history.Where(other => other.Outcome == Outcome.Ok && other.Operation.GetType() == operation.Operation.GetType()).ToList();
        if (operation.Outcome != Outcome.Ok || others.Count == 0)
            return operation;
        var shifted = new RecordedOperation<RegisterOperation, string>(operation.Process, operation.Operation, operation.Invoked);
        shifted.Succeed(operation.Completed, others[chance.NextInt32(others.Count)].Result!);
        return shifted;
    }
}
