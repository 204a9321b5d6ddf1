using Ballast.Bench.Workloads;
using Ballast.Foundation;

namespace Ballast.Bench.Tests;

public sealed class KeyChooserTests
{
    private const int Draws = 400_000;

    [Fact]
    public void Zipfian_ranks_come_as_often_as_the_law_says()
    {
        const int ranks = 1_000;
        var zeta = Enumerable.Range(1, ranks).Sum(rank => Math.Pow(rank, -Zipfian.Theta));
        var seen = Count(ranks, new Zipfian(ranks).Next);
        // The first two ranks are exact in the method of Gray et al.; together the ranks up to 10 and 100 are close.
        Assert.InRange(seen[0] / (double)Draws * zeta, 0.97, 1.03);
        Assert.InRange(seen[1] / (double)Draws * zeta * Math.Pow(2, Zipfian.Theta), 0.95, 1.05);
        foreach (var head in new[] { 10, 100 })
        {
            var expected = Enumerable.Range(1, head).Sum(rank => Math.Pow(rank, -Zipfian.Theta)) / zeta;
            Assert.InRange(seen.Take(head).Sum() / (double)Draws / expected, 0.95, 1.05);
        }
    }

    [Fact]
    public void A_zipfian_that_grew_is_the_same_as_one_made_large()
    {
        var grown = new Zipfian(10);
        grown.Grow(5_000);
        var large = new Zipfian(5_000);
        Chance left = new(3), right = new(3);
        for (var i = 0; i < 10_000; i++)
            Assert.Equal(large.Next(left), grown.Next(right));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Few_ranks_stay_in_range(int ranks)
    {
        var seen = Count(ranks, new Zipfian(ranks).Next);
        Assert.Equal(Draws, seen.Sum());
    }

    [Fact]
    public void Scrambling_scatters_the_popular_keys_but_keeps_them_popular()
    {
        const int keys = 1_000;
        var chooser = KeyChooser.Create(KeyDistribution.Zipfian, new KeySpace(keys));
        var seen = Count(keys, chooser.Next);
        var popular = Array.IndexOf(seen, seen.Max());
        // Rank 0 of ten billion: one draw in 26.5, plus the thousandth part of the rest.
        Assert.Equal((int)(Fnv.Hash(0) % keys), popular);
        Assert.InRange(seen[popular] / (double)Draws, 0.036, 0.042);
        Assert.InRange(seen.Count(count => count > 0), 990, keys);
    }

    [Fact]
    public void The_scrambling_hash_is_that_of_ycsb()
    {
        // FNV-1a of eight zero bytes, and of 1 then seven zeros, each made positive.
        Assert.Equal(Reference(0), Fnv.Hash(0));
        Assert.Equal(Reference(1), Fnv.Hash(1));
        Assert.Equal(Reference(9_999_999_999), Fnv.Hash(9_999_999_999));

        static ulong Reference(long value)
        {
            var hash = new System.Numerics.BigInteger(0xCBF29CE484222325);
            foreach (var octet in BitConverter.GetBytes(value))
                hash = (hash ^ octet) * 1099511628211 % (System.Numerics.BigInteger.One << 64);
            return (ulong)(hash >= System.Numerics.BigInteger.One << 63 ? (System.Numerics.BigInteger.One << 64) - hash : hash);
        }
    }

    [Fact]
    public void Uniform_keys_are_all_as_popular()
    {
        const int keys = 100;
        var seen = Count(keys, KeyChooser.Create(KeyDistribution.Uniform, new KeySpace(keys)).Next);
        Assert.All(seen, count => Assert.InRange(count, Draws / keys * 0.9, Draws / keys * 1.1));
    }

    [Fact]
    public void Latest_prefers_what_was_inserted_last()
    {
        var space = new KeySpace(1_000);
        var chooser = KeyChooser.Create(KeyDistribution.Latest, space);
        for (var i = 0; i < 500; i++)
            space.EndInsert(space.IssueInsert());
        var seen = Count(1_500, chooser.Next);
        Assert.Equal(1_499, Array.IndexOf(seen, seen.Max()));
    }

    [Fact]
    public void A_key_is_known_only_when_all_before_it_are_acknowledged()
    {
        var space = new KeySpace(10);
        var first = space.IssueInsert();
        var second = space.IssueInsert();
        space.EndInsert(second);
        Assert.Equal(10, space.Acknowledged);
        space.EndInsert(first);
        Assert.Equal(12, space.Acknowledged);
    }

    [Fact]
    public void Mixes_give_each_operation_its_share()
    {
        foreach (var mix in Mix.All)
        {
            var chance = new Chance(5);
            var drawn = Enumerable.Range(0, 50_000).Select(_ => mix.At(chance.NextDouble())).CountBy(o => o).ToDictionary();
            Assert.Equal(1, mix.Shares.Sum(share => share.Share), 9);
            foreach (var (operation, share) in mix.Shares)
                Assert.InRange(drawn[operation] / 50_000.0, share - 0.01, share + 0.01);
        }
    }

    private static int[] Count(int keys, Func<Chance, long> next)
    {
        var chance = new Chance(11);
        var seen = new int[keys];
        for (var i = 0; i < Draws; i++)
            seen[next(chance)]++;
        return seen;
    }
}
