using Ballast.Bench.Workloads;
using Ballast.Foundation;

namespace Ballast.Bench.Wire;

/// <summary>Turns a planned operation into the bytes of its request.</summary>
/// <remarks>One owner; the bytes are good until the next call.</remarks>
internal sealed class RequestRenderer
{
    private readonly ItemShape _shape;
    private readonly RequestSigner _signer;
    private readonly ValuePool _values;
    private readonly Chance _chance;
    private readonly RequestTemplate _get, _put, _update, _scan, _batch;

    public RequestRenderer(ServerAddress endpoint, ItemShape shape, RequestSigner signer, Chance chance, RenderOptions options)
    {
        _shape = shape;
        _signer = signer;
        _chance = chance;
        _values = new ValuePool(chance.Fork());
        _get = Template("GetItem", Bodies.Get(shape, options.ConsistentReads));
        _put = Template("PutItem", Bodies.Put(shape));
        _update = Template("UpdateItem", Bodies.Update(shape));
        _scan = Template("Scan", Bodies.Scan(shape, options.ConsistentReads));
        _batch = Template("BatchWriteItem", Bodies.BatchPut(shape, options.BatchItems));

        RequestTemplate Template(string operation, BodyBuilder body)
        {
            var template = new RequestTemplate(endpoint.Host, "DynamoDB_20120810." + operation, body, signer);
            signer.Sign(template);
            return template;
        }
    }

    /// <summary>The request of an operation; of a read-modify-write its first one, the read.</summary>
    public ReadOnlySpan<byte> Render(PlannedOperation operation) => operation.Operation switch
    {
        Operation.Read or Operation.ReadModifyWrite => Keyed(_get, operation.Key),
        Operation.Put or Operation.Insert => Valued(_put, operation.Key),
        Operation.Update => Update(operation.Key),
        Operation.Scan => Scan(operation),
        Operation.BatchPut => Valued(_batch, operation.Key),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    public ReadOnlySpan<byte> Update(long key)
    {
        _update.PatchField(_chance.NextInt32(_shape.FieldBytes.Length));
        return Valued(_update, key);
    }

    private ReadOnlySpan<byte> Scan(PlannedOperation operation)
    {
        _scan.PatchLimit(operation.ScanItems);
        return Keyed(_scan, operation.Key);
    }

    private ReadOnlySpan<byte> Valued(RequestTemplate template, long key)
    {
        template.PatchValues(_values);
        return Keyed(template, key);
    }

    private ReadOnlySpan<byte> Keyed(RequestTemplate template, long key)
    {
        template.PatchKeys(key);
        if (_signer.SignsEveryRequest)
            _signer.Sign(template);
        return template.Bytes;
    }
}

/// <summary>Choices about the requests of a run.</summary>
internal readonly record struct RenderOptions(bool ConsistentReads, int BatchItems);
