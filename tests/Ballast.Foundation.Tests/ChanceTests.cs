namespace Ballast.Foundation.Tests;

public sealed class ChanceTests
{
    // A seed must mean the same run on every runtime and in every release: simulations are named by their seeds.
    // The values are those of xoshiro256** whose four words come from splitmix64, as their authors publish both.
    [Fact]
    public void The_first_values_of_a_seed_are_pinned()
    {
        var chance = new Chance(0);
        ulong[] expected = [0x99EC5F36CB75F2B4, 0xBF6E1F784956452A, 0x1A5F849D4933E6E0, 0x6AA594F1262D2D2C];
        Assert.Equal(expected, expected.Select(_ => chance.NextUInt64()));
    }

    [Fact]
    public void The_words_of_a_seed_come_from_splitmix64()
    {
        // Independent of the class: both generators written out again.
        foreach (var seed in new ulong[] { 0, 1, 42, ulong.MaxValue })
        {
            var chance = new Chance(seed);
            var reference = new Reference(seed);
            for (var i = 0; i < 1000; i++)
                Assert.Equal(reference.Next(), chance.NextUInt64());
        }
    }

    [Fact]
    public void Bounded_numbers_stay_in_their_bounds_and_reach_them()
    {
        var chance = new Chance(7);
        foreach (var bound in new[] { 1, 2, 3, 10, 1000, int.MaxValue })
        {
            var seen = new HashSet<int>();
            for (var i = 0; i < 500; i++)
            {
                var value = chance.NextInt32(bound);
                Assert.InRange(value, 0, bound - 1);
                seen.Add(value);
            }
            Assert.True(seen.Count >= Math.Min(bound, 300), $"Only {seen.Count} values below {bound}.");
        }
        Assert.Throws<InvariantViolatedException>(() => chance.NextInt32(0));
    }

    [Fact]
    public void Doubles_lie_in_the_unit_interval_and_spread_over_it()
    {
        var chance = new Chance(8);
        var tenths = new int[10];
        for (var i = 0; i < 10_000; i++)
        {
            var value = chance.NextDouble();
            Assert.InRange(value, 0, Math.BitDecrement(1.0));
            tenths[(int)(value * 10)]++;
        }
        Assert.All(tenths, static count => Assert.InRange(count, 800, 1200));
    }

    [Fact]
    public void Fill_takes_words_in_order_and_any_length()
    {
        for (var length = 0; length < 40; length++)
        {
            var bytes = new byte[length];
            new Chance(9).Fill(bytes);
            var words = new Chance(9);
            var expected = Enumerable.Range(0, 5).SelectMany(_ => BitConverter.GetBytes(words.NextUInt64())).Take(length);
            Assert.Equal(expected, bytes);
        }
    }

    [Fact]
    public void A_fork_never_moves_the_one_it_came_from()
    {
        var one = new Chance(10);
        var other = new Chance(10);
        var fork = one.Fork();
        other.Fork();
        for (var i = 0; i < 100; i++)
            fork.NextUInt64();
        Assert.Equal(other.NextUInt64(), one.NextUInt64());
    }

    private sealed class Reference
    {
        private readonly ulong[] _s = new ulong[4];

        public Reference(ulong seed)
        {
            for (var i = 0; i < 4; i++)
            {
                unchecked
                {
                    var z = seed += 0x9E3779B97F4A7C15;
                    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                    _s[i] = z ^ (z >> 31);
                }
            }
        }

        public ulong Next()
        {
            unchecked
            {
                static ulong Rotl(ulong x, int k) => (x << k) | (x >> (64 - k));
                var result = Rotl(_s[1] * 5, 7) * 9;
                var t = _s[1] << 17;
                _s[2] ^= _s[0];
                _s[3] ^= _s[1];
                _s[1] ^= _s[2];
                _s[0] ^= _s[3];
                _s[2] ^= t;
                _s[3] = Rotl(_s[3], 45);
                return result;
            }
        }
    }
}
