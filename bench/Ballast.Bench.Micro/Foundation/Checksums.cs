using Ballast.Foundation;
using Ballast.Foundation.Checksums;
using BenchmarkDotNet.Attributes;

namespace Ballast.Bench.Micro.Foundation;

/// <summary>The checksums and the hash over what they usually see: a key, an answer, a page.</summary>
public class Checksums
{
    private byte[] _data = [];

    [Params(20, 1_042, 8_192)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _data = new byte[Bytes];
        new Chance(1).Fill(_data);
    }

    [Benchmark]
    public uint OfAnswers() => Crc32.Compute(_data);

    [Benchmark]
    public uint OfPages() => Crc32C.Compute(_data);

    [Benchmark]
    public ulong OfKeys() => XxHash64.Compute(_data);
}
