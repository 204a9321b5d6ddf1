using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using BenchmarkDotNet.Attributes;

namespace Ballast.Bench.Micro.Foundation;

/// <summary>Writing and reading a thousand numbers, most of them short, as lengths are.</summary>
public class Varints
{
    private const int Numbers = 1_000;
    private readonly uint[] _numbers = new uint[Numbers];
    private readonly byte[] _encoded = new byte[Numbers * Varint.BytesMax];
    private readonly byte[] _target = new byte[Numbers * Varint.BytesMax];

    [GlobalSetup]
    public void Fill()
    {
        var chance = new Chance(1);
        var length = 0;
        for (var i = 0; i < Numbers; i++)
        {
            _numbers[i] = (uint)(chance.NextUInt64() >> (32 + chance.NextInt32(32)));
            length += Varint.Write(_encoded.AsSpan(length), _numbers[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Numbers)]
    public int Write()
    {
        var length = 0;
        foreach (var number in _numbers)
            length += Varint.Write(_target.AsSpan(length), number);
        return length;
    }

    [Benchmark(OperationsPerInvoke = Numbers)]
    public uint Read()
    {
        ReadOnlySpan<byte> rest = _encoded;
        uint all = 0;
        for (var i = 0; i < Numbers && Varint.TryRead(rest, out var number, out var length); i++)
        {
            all ^= number;
            rest = rest[length..];
        }
        return all;
    }
}
