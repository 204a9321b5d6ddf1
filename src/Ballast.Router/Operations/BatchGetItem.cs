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
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>BatchGetItem: up to 100 items of any tables by their keys. What does not fit into 16 MB comes back as unprocessed.</summary>
internal sealed class BatchGetItem(DataPlane data) : IOperation
{
    private const int KeysMax = 100;
    private const long ResponseBytesMax = 16L << 20;

    public string Name => ItemMembers.BatchGetItem.Operation;

    public async ValueTask<ApiError?> RunAsync(ApiCall call, ReadOnlyMemory<byte> body)
    {
        var request = new BatchGetRequest();
        if ((request.Read(body) ?? BatchConstraints.Check(request)) is { } invalid)
            return invalid;
        var tables = request.Tables.ConvertAll(static part => new TableBatch(part));
        var wrong = Prepare(request, tables);
        if (TableName.IsMissing(wrong))
            wrong = await data.RefreshAsync() ?? Prepare(request, tables);
        if (wrong is not null)
            return wrong;
        if (await ReadAllAsync(tables) is { } failed)
            return failed;
        Answer(tables, ReturnOptions.Consumed(request.ReturnConsumedCapacity), call);
        return null;
    }

    // Each stage for all tables before the next.
    private ApiError? Prepare(BatchGetRequest request, List<TableBatch> tables)
    {
        if (tables.Exists(static table => table.HasProjection) && tables.Exists(static table => table.HasAttributes))
            return LegacyTexts.Mixed("AttributesToGet", "ProjectionExpression");
        foreach (var table in tables)
            if (table.Check() is { } invalid)
                return invalid;
        if (CheckTotal(request) is { } tooMany)
            return tooMany;
        foreach (var table in tables)
            if (table.Find(data.Catalog) is { } missing)
                return missing;
        foreach (var table in tables)
            if (table.EncodeKeys() is { } wrong)
                return wrong;
        return null;
    }

    private static ApiError? CheckTotal(BatchGetRequest request) => request.Tables.Sum(static table => table.KeyCount) > KeysMax
        ? ApiErrors.Validation("Too many items requested for the BatchGetItem call")
        : null;

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
                    context.Read.MayBeStale = !table.IsConsistent;
                    await data.Storage.SubmitAsync(table.Table.Group, context.Read);
                    if (CallErrors.Of(context.Read) is { } failed)
                        return await data.ExplainAsync(failed, table.Table);
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

        public bool IsConsistent => part.Options.ConsistentRead == true;

        public TableDescription Table { get; private set; } = null!;
        public List<byte[]> EncodedKeys { get; } = [];
        public Consumption Consumption { get; private set; } = null!;

        public bool HasProjection => part.Options.Projection is not null;

        public bool HasAttributes => part.Options.Legacy?.AttributesToGet is not null;

        /// <summary>What can be checked without the table.</summary>
        public ApiError? Check() => ParseProjection() ?? CheckKeys();

        public ApiError? Find(TableCatalog catalog)
        {
            if (TableName.Find(catalog, part.TableName, out var table) is { } missing)
                return missing;
            Table = table;
            Consumption = new Consumption(table, part.TableName);
            return null;
        }

        public ApiError? EncodeKeys()
        {
            foreach (var key in part.Keys)
            {
                using var encoded = new Foundation.Buffers.ByteBuffer(256);
                if (ItemKeys.EncodeKey(Table.Schema.Key, new DocumentView(key), encoded) is { } wrong)
                    return wrong;
                EncodedKeys.Add(encoded.Written.ToArray());
            }
            return KeyPaths.Check(Table.Schema, _projection);
        }

        /// <summary>Takes one item that was read.</summary>
        public void Take(ItemRead read)
        {
            _read++;
            var document = new DocumentView(read.Document.Written);
            var bytes = ItemSize.Of(document);
            var consistency = IsConsistent ? ReadConsistency.Strong : ReadConsistency.Eventual;
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
            var error = ParameterMixing.Check(part.Options, ExpressionMembers.Projection) ?? LegacyParts.Take(_options)
                ?? ExpressionParts.Parse(_options, ExpressionMembers.Projection);
            if (error is not null)
                return error;
            _projection = _options.Projection;
            return null;
        }

        // A key that is none ends the search for duplicates; documents of equal keys are equal bytes.
        private ApiError? CheckKeys()
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var end = part.KeyProblem?.Key ?? part.Keys.Count;
            for (var i = 0; i < end; i++)
                if (!seen.Add(Convert.ToBase64String(part.Keys[i])))
                    return ApiErrors.Validation("Provided list of item keys contains duplicates");
            return part.KeyProblem?.Error;
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
