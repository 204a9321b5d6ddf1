using Ballast.Bench.Measure;
using Ballast.Foundation;

namespace Ballast.Bench.Tests;

public sealed class LatencyHistogramTests
{
    // 128 buckets to the octave.
    private const double ErrorMax = 1.0 / 128;

    [Fact]
    public void An_empty_one_answers_zero()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal((0, 0, 0), (histogram.Count, histogram.Percentile(99), histogram.Max));
        Assert.Equal(0, histogram.Mean);
    }

    [Fact]
    public void Small_values_are_exact()
    {
        var histogram = new LatencyHistogram();
        for (var value = 1; value <= 100; value++)
            histogram.Record(value);
        Assert.Equal(50, histogram.Percentile(50));
        Assert.Equal(99, histogram.Percentile(99));
        Assert.Equal(100, histogram.Percentile(99.9));
        Assert.Equal(50.5, histogram.Mean);
    }

    [Fact]
    public void Every_percentile_is_within_a_bucket_of_the_sorted_values()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var chance = new Chance(seed);
            var histogram = new LatencyHistogram();
            var values = new long[5_000];
            for (var i = 0; i < values.Length; i++)
                histogram.Record(values[i] = (long)Math.Exp(chance.NextDouble() * Math.Log(LatencyHistogram.NanosMax)));
            Array.Sort(values);
            foreach (var percent in new[] { 0.1, 10, 50, 90, 99, 99.9, 100 })
            {
                var exact = values[(int)Math.Ceiling(percent / 100 * values.Length) - 1];
                var answer = histogram.Percentile(percent);
                Assert.True(answer >= exact && answer <= exact * (1 + ErrorMax), $"seed {seed}, {percent}%: {answer} for {exact}");
            }
        }
    }

    [Fact]
    public void The_largest_value_is_exact_and_bounds_every_percentile()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1_000_003);
        Assert.Equal(1_000_003, histogram.Max);
        Assert.Equal(1_000_003, histogram.Percentile(50));
    }

    [Fact]
    public void Values_outside_the_range_count_at_its_ends()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.Equal(0, histogram.Percentile(50));
        Assert.Equal(LatencyHistogram.NanosMax, histogram.Percentile(100));
    }

    [Fact]
    public void Two_added_answer_as_one_that_saw_everything()
    {
        LatencyHistogram left = new(), right = new(), whole = new();
        var chance = new Chance(7);
        for (var i = 0; i < 10_000; i++)
        {
            var value = chance.NextInt32(1 << 30);
            whole.Record(value);
            (i % 3 == 0 ? left : right).Record(value);
        }
        left.Add(right);
        Assert.Equal((whole.Count, whole.Max, whole.Mean), (left.Count, left.Max, left.Mean));
        foreach (var percent in new[] { 1, 50, 90, 99, 99.9 })
            Assert.Equal(whole.Percentile(percent), left.Percentile(percent));
    }
}
