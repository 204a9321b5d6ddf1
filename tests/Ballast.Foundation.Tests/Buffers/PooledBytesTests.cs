using Ballast.Foundation.Buffers;

namespace Ballast.Foundation.Tests.Buffers;

public sealed class PooledBytesTests
{
    [Fact]
    public void An_array_up_to_the_bound_comes_back_from_the_pool()
    {
        var first = PooledBytes.Rent(PooledBytes.BytesMax);
        PooledBytes.Return(first);
        var second = PooledBytes.Rent(PooledBytes.BytesMax);
        Assert.Same(first, second);
        PooledBytes.Return(second);
    }

    [Fact]
    public void A_longer_array_is_its_owners_alone()
    {
        var first = PooledBytes.Rent(PooledBytes.BytesMax + 1);
        Assert.Equal(PooledBytes.BytesMax + 1, first.Length);
        PooledBytes.Return(first);
        Assert.NotSame(first, PooledBytes.Rent(PooledBytes.BytesMax + 1));
    }
}
