using Ballast.Bench.Load;
using Ballast.Bench.Wire;

namespace Ballast.Bench.Compare;

/// <summary>Does a large table answer as fast as a small one? Both in one server, in turn, in an open loop below its capacity.</summary>
internal sealed class Flatness(LoadOptions options, long large, long small, double load, Action<string> progress)
{
    public void Prepare()
    {
        foreach (var contender in Contenders(null))
        {
            var time = new TablePreparation(contender.Options).Execute();
            progress($"{contender.Name}: written in {LoadReportText.Tenth(time.TotalSeconds)} s");
        }
    }

    /// <summary>Measures the capacity on the small table in a closed loop, then compares at the given share of it.</summary>
    public ComparisonReport Execute(Repetition repetition)
    {
        var capacity = new LoadRun(Contenders(null)[1].Options).Execute().OperationsPerSecond;
        if (capacity <= 0)
            throw new InvalidOperationException("the small table answered nothing");
        var rate = Math.Round(capacity * load);
        var title = $"{options.Mix.Name} at {LoadReportText.Whole(rate)}/s of {LoadReportText.Whole(capacity)}/s";
        return new Comparison(Contenders(rate), repetition, progress).Execute(title, options.Duration);
    }

    private Contender[] Contenders(double? rate) => [Of("flat_large", large, rate), Of("flat_small", small, rate)];

    private Contender Of(string table, long records, double? rate) => new(
        $"{LoadReportText.Whole(records)} items",
        options with
        {
            Shape = new ItemShape(table, options.Shape.ItemBytes, options.Shape.FieldBytes.Length),
            Records = records,
            Rate = rate,
        });
}
