using System.Text;
using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Model.Documents;
using Ballast.Model.Keys;
using Ballast.Model.Sizes;
using BenchmarkDotNet.Attributes;

namespace Ballast.Bench.Micro.Model;

/// <summary>What every put and get does to a 900-byte item of ten fields: build it, find its key, size it.</summary>
public class Documents : IDisposable
{
    private const int Fields = 10;
    private const int FieldBytes = 82;
    private static readonly KeySchema Schema = new(new KeyPart("pk", KeyType.String));
    private readonly byte[][] _names = [.. Enumerable.Range(0, Fields).Select(i => Encoding.UTF8.GetBytes($"field{i}"))];
    private readonly byte[] _value = new byte[FieldBytes];
    private readonly DocumentBuilder _builder = new();
    private readonly ByteBuffer _key = new();
    private byte[] _item = [];

    [GlobalSetup]
    public void Fill()
    {
        _value.AsSpan().Fill((byte)'x');
        Invariant.Holds(Build() > 0);
        _item = _builder.Written.ToArray();
    }

    [Benchmark]
    public int Build()
    {
        _builder.Reset();
        _builder.BeginDocument();
        _builder.Name("pk"u8);
        _builder.String("user000000000042"u8);
        foreach (var name in _names)
        {
            _builder.Name(name);
            _builder.String(_value);
        }
        return _builder.EndDocument() == default ? _builder.Length : 0;
    }

    [Benchmark]
    public int Key()
    {
        _key.Clear();
        TreeKey.WriteItem(_key, Schema, new DocumentView(_item));
        return _key.Count;
    }

    [Benchmark]
    public int Size() => ItemSize.Of(new DocumentView(_item));

    [Benchmark]
    public bool FindLastField() => new DocumentView(_item).TryGet("field9"u8, out _);

    [GlobalCleanup]
    public void Dispose()
    {
        _builder.Dispose();
        _key.Dispose();
        GC.SuppressFinalize(this);
    }
}
