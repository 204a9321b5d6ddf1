using System.Text;
using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Router.Json;
using Ballast.Router.Legacy;
using Ballast.Router.Requests;
using BenchmarkDotNet.Attributes;

namespace Ballast.Bench.Micro.Parse;

/// <summary>A PutItem body of a 900-byte item into the binary item form, and that form back into JSON.</summary>
public class Requests : IDisposable
{
    private readonly DataRequest _request = new();
    private readonly ByteBuffer _json = new(2048);
    private byte[] _body = [];

    [GlobalSetup]
    public void Fill()
    {
        var fields = Enumerable.Range(0, 10).Select(static field => $"\"field{field}\":{{\"S\":\"{new string((char)('a' + field), 80)}\"}}");
        _body = Encoding.UTF8.GetBytes($"{{\"TableName\":\"usertable\",\"Item\":{{\"id\":{{\"S\":\"user1234567890\"}},{string.Join(',', fields)}}}}}");
        Invariant.Holds(Parse() && Write() > 900);
    }

    [Benchmark]
    public bool Parse() => _request.Read(_body, LegacyMembers.OfWrite) is null && _request.HasItem;

    [Benchmark]
    public int Write()
    {
        _json.Clear();
        ItemJson.Write(_json, _request.Item.Written);
        return _json.Count;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _json.Dispose();
        GC.SuppressFinalize(this);
    }
}
