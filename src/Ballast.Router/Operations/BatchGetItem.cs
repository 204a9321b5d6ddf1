using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Sizes;
using Ballast.Node.Calls;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Json;
using Ballast.Router.Legacy;
using Ballast.Router.Requests;
using Ballast.Router.Validation;

namespace Ballast.Router.Operations;

/// <summary>BatchGetItem: up to 100 items of any tables by their keys. What does not fit into 16 MB comes back as unprocessed.</summary>
internal sealed class BatchGetItem(DataPlane data) : IOperation
{
    private const int KeysMax = 100;
    private const long ResponseBytesMax = 16L << 20;

    public string Name => "BatchGetItem";

    public async ValueTask<ApiError?> RunAsync(ApiCall call, ReadOnlyMemory<byte> body)
    {
        var request = new BatchGetRequest();
        if ((request.Read(body) ?? Constrain(request)) is { } invalid)
            return invalid;
        var tables = new List<TableBatch>();
        foreach (var part in request.Tables!)
        {
            var batch = new TableBatch(part);
            if (batch.Prepare(data.Catalog) is { } error)
                return error;
            tables.Add(batch);
        }
        if (await ReadAllAsync(tables) is { } failed)
            return failed;
        Answer(tables, ReturnOptions.Consumed(request.ReturnConsumedCapacity), call);
        return null;
    }

    private static ApiError? Constrain(BatchGetRequest request)
    {
        var violations = new Violations();
        if (request.Tables is null)
            violations.Required("requestItems");
        else if (request.Tables.Count == 0)
            violations.Add("{}", "requestItems", "Member must have length greater than or equal to 1");
        foreach (var table in request.Tables ?? [])
        {
            Constraints.TableName(ref violations, table.TableName);
            LegacyConstraints.Add(ref violations, table.Options.Legacy, $"requestItems.{table.TableName}.member.");
            if (table.Keys.Count is 0 or > KeysMax)
                violations.Add("[]", $"requestItems.{table.TableName}.member.keys",
                    $"Member must have length {(table.Keys.Count == 0 ? "greater than or equal to 1" : $"less than or equal to {KeysMax}")}");
        }
        Constraints.Enum(ref violations, request.ReturnConsumedCapacity, "returnConsumedCapacity", Constraints.ReturnConsumedCapacityValues);
        return violations.ToError()
            ?? (request.Tables!.Sum(static table => table.Keys.Count) > KeysMax
                ? ApiErrors.Validation("Too many items requested for the BatchGetItem call")
                : null);
    }

    private async ValueTask<ApiError?> ReadAllAsync(List<TableBatch> tables)
    {
        var context = data.Rent();
        try
        {
            long bytes = 0;
            foreach (var table in tables)
                foreach (var key in table.EncodedKeys)
                {
                    if (bytes >= ResponseBytesMax)
                        return null;
                    context.Read.Begin();
                    context.Read.Key.Write(key);
                    await data.Node.SubmitAsync(table.Table.Group, context.Read);
                    if (CallErrors.Of(context.Read) is { } failed)
                        return failed;
                    bytes += ItemSize.Of(new DocumentView(context.Read.Document.Written));
                    if (bytes <= ResponseBytesMax)
                        table.Take(context.Read);
                }
            return null;
        }
        finally
        {
            data.Return(context);
        }
    }

    private static void Answer(List<TableBatch> tables, ReturnConsumed wanted, ApiCall call)
    {
        var writer = new ResponseWriter(call.Response);
        writer.BeginObject();
        writer.Name("Responses"u8);
        writer.BeginObject();
        foreach (var table in tables)
            table.WriteItems(ref writer);
        writer.EndObject();
        writer.Name("UnprocessedKeys"u8);
        writer.BeginObject();
        foreach (var table in tables)
            table.WriteUnprocessed(ref writer);
        writer.EndObject();
        if (wanted != ReturnConsumed.None)
        {
            writer.Name("ConsumedCapacity"u8);
            writer.BeginArray();
            foreach (var table in tables)
                table.Consumption.Write(ref writer, wanted == ReturnConsumed.Indexes);
            writer.EndArray();
        }
        writer.EndObject();
    }

    /// <summary>One table's part: its keys encoded, and the items that came.</summary>
    private sealed class TableBatch(BatchGetTable part)
    {
        private readonly List<byte[]> _items = [];
        private readonly DataContext _options = new() { Request = part.Options };
        private int _read;
        private ProjectionExpression? _projection;

        public TableDescription Table { get; private set; } = null!;
        public List<byte[]> EncodedKeys { get; } = [];
        public Consumption Consumption { get; private set; } = null!;

        public ApiError? Prepare(TableCatalog catalog)
        {
            if (ParseProjection() is { } expression)
                return expression;
            if (TableName.Find(catalog, part.TableName, out var table) is { } missing)
                return missing;
            Table = table;
            Consumption = new Consumption(table);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var key in part.Keys)
            {
                using var encoded = new Foundation.Buffers.ByteBuffer(256);
                if (ItemKeys.EncodeKey(table.Schema.Key, new DocumentView(key), encoded) is { } wrong)
                    return wrong;
                if (!seen.Add(Convert.ToBase64String(encoded.Written)))
                    return ApiErrors.Validation("Provided list of item keys contains duplicates");
                EncodedKeys.Add(encoded.Written.ToArray());
            }
            return null;
        }

        /// <summary>Takes one item that was read.</summary>
        public void Take(ItemRead read)
        {
            _read++;
            var document = new DocumentView(read.Document.Written);
            var bytes = ItemSize.Of(document);
            var consistency = part.Options.ConsistentRead == true ? ReadConsistency.Strong : ReadConsistency.Eventual;
            Consumption.AddTable(ReadUnits.Of(bytes, consistency));
            if (read.Found)
                _items.Add(Projected(document));
        }

        public void WriteItems(ref ResponseWriter writer)
        {
            writer.Name(part.TableName);
            writer.BeginArray();
            foreach (var item in _items)
                writer.Document(item);
            writer.EndArray();
        }

        public void WriteUnprocessed(ref ResponseWriter writer)
        {
            if (_read == part.Keys.Count)
                return;
            writer.Name(part.TableName);
            writer.BeginObject();
            writer.Name("Keys"u8);
            writer.BeginArray();
            foreach (var key in part.Keys.Skip(_read))
                writer.Document(key);
            writer.EndArray();
            WriteOptions(ref writer);
            writer.EndObject();
        }

        private void WriteOptions(ref ResponseWriter writer)
        {
            if (part.Options.ConsistentRead is { } consistent)
            {
                writer.Name("ConsistentRead"u8);
                writer.Bool(consistent);
            }
            if (part.Options.Legacy?.AttributesToGet is { } names)
            {
                writer.Name("AttributesToGet"u8);
                writer.BeginArray();
                foreach (var name in names)
                    writer.String(name);
                writer.EndArray();
            }
            if (part.Options.Projection is { } projection)
                writer.StringMember("ProjectionExpression"u8, System.Text.Encoding.UTF8.GetString(projection.Span));
            if (!part.Options.HasNames)
                return;
            writer.Name("ExpressionAttributeNames"u8);
            writer.BeginObject();
            foreach (var (placeholder, name) in part.Options.Names)
            {
                writer.Name(System.Text.Encoding.UTF8.GetString(placeholder.Span));
                writer.String(System.Text.Encoding.UTF8.GetString(name.Span));
            }
            writer.EndObject();
        }

        private ApiError? ParseProjection()
        {
            _options.Begin();
            if ((ParameterMixing.Check(part.Options) ?? LegacyParts.Take(_options) ?? ExpressionParts.Begin(_options) ?? ExpressionParts.Projection(_options) ?? ExpressionParts.End(_options)) is { } error)
                return error;
            _projection = _options.Projection;
            return null;
        }

        private byte[] Projected(DocumentView document)
        {
            if (_projection is null)
                return document.Encoded.ToArray();
            _options.Projected.Reset();
            _projection.Apply(document, _options.Projected);
            return _options.Projected.Written.ToArray();
        }
    }
}
