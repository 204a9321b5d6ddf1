using Ballast.Foundation;

namespace Ballast.Bench.Wire;

/// <summary>Printable random bytes to cut values from: cheaper than drawing each byte, and as hard to compress as base 64.</summary>
internal sealed class ValuePool
{
    private const int PoolBytes = 64 * 1024;
    private static readonly byte[] Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8.ToArray();
    private readonly byte[] _pool = new byte[PoolBytes];
    private readonly Chance _chance;

    public ValuePool(Chance chance)
    {
        _chance = chance;
        _chance.Fill(_pool);
        for (var i = 0; i < _pool.Length; i++)
            _pool[i] = Alphabet[_pool[i] % Alphabet.Length];
    }

    public ReadOnlySpan<byte> Take(int length) => length < PoolBytes
        ? _pool.AsSpan(_chance.NextInt32(PoolBytes - length), length)
        : throw new ArgumentOutOfRangeException(nameof(length), $"values are shorter than {PoolBytes} bytes");
}
