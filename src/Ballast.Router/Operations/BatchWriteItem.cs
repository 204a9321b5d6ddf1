using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Sizes;
using Ballast.Node.Calls;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Json;
using Ballast.Router.Requests;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>BatchWriteItem: up to 25 puts and deletes, each on its own. They are submitted together and share a sync.</summary>
internal sealed class BatchWriteItem(DataPlane data) : IOperation
{
    private const int EntriesMax = 25;
    private const long RequestBytesMax = 16L << 20;

    public string Name => ItemMembers.BatchWriteItem.Operation;

    public async ValueTask<ApiError?> RunAsync(ApiCall call, ReadOnlyMemory<byte> body)
    {
        var request = new BatchWriteRequest();
        if ((request.Read(body) ?? BatchConstraints.Check(request) ?? CheckEntries(request)) is { } invalid)
            return invalid;
        var writes = new List<EntryWrite>();
        var wrong = Prepare(request, writes);
        if (TableName.IsMissing(wrong))
            wrong = await data.RefreshAsync() ?? Prepare(request, writes);
        if (wrong is not null)
            return wrong;
        await SubmitAllAsync(writes);
        if (Failure(writes) is var (failed, table))
            return await data.ExplainAsync(failed, table);
        Answer(request, writes, call);
        return null;
    }

    // All are submitted before the first is awaited. A call completes in the awaiter's context, which a task made of it would leave.
    private async ValueTask SubmitAllAsync(List<EntryWrite> writes)
    {
        var submitted = new ValueTask[writes.Count];
#pragma warning disable CA2012 // Each is awaited once, below.
        for (var i = 0; i < submitted.Length; i++)
            submitted[i] = data.Storage.SubmitAsync(writes[i].Table.Group, writes[i].Call);
#pragma warning restore CA2012
        foreach (var one in submitted)
            await one;
    }

    private static ApiError? CheckEntries(BatchWriteRequest request)
    {
        if (request.HasMalformedEntry)
            return ApiErrors.Validation("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
        if (CheckValues(request.Entries) is { } wrong)
            return wrong;
        return request.EntryCount > EntriesMax ? ApiErrors.Validation("Too many items requested for the BatchWriteItem call") : null;
    }

    private static ApiError? CheckValues(List<BatchWriteEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Problem is { } problem)
                return problem;
            if (entry.Put is not null && ItemSize.Of(new DocumentView(entry.Put)) > ItemSize.ItemBytesMax)
                return CallErrors.ItemTooLarge;
        }
        return null;
    }

    private ApiError? Prepare(BatchWriteRequest request, List<EntryWrite> writes)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long bytes = 0;
        writes.Clear();
        foreach (var entry in request.Entries)
        {
            if (TableName.Find(data.Catalog, entry.TableName, out var table) is { } missing)
                return missing;
            writes.Add(new EntryWrite(entry, table));
        }
        foreach (var write in writes)
        {
            if (write.Fill() is { } wrong)
                return wrong;
            if (!seen.Add(write.Table.Name + "/" + Convert.ToBase64String(write.Call.Key.Written)))
                return ApiErrors.Validation("Provided list of item keys contains duplicates");
            bytes += (write.Entry.Put ?? write.Entry.Delete)!.Length;
        }
        return bytes > RequestBytesMax ? ApiErrors.Validation("Batch size exceeds the maximum of 16 MB") : null;
    }

    // With nothing done at all the batch is throttled as a whole; otherwise what was not done comes back.
    private static (ApiError Error, TableDescription Table)? Failure(List<EntryWrite> writes)
    {
        foreach (var write in writes)
            if (!write.WasRefused && CallErrors.Of(write.Call, wantsItemOnFailure: false) is { } error)
                return (error, write.Table);
        return writes.TrueForAll(static write => write.WasRefused) && CallErrors.Of(writes[0].Call) is { } refused ? (refused, writes[0].Table) : null;
    }

    private static void Answer(BatchWriteRequest request, List<EntryWrite> writes, ApiCall call)
    {
        var writer = new ResponseWriter(call.Response);
        writer.BeginObject();
        writer.Name("UnprocessedItems"u8);
        writer.BeginObject();
        foreach (var table in writes.Where(static write => write.WasRefused).GroupBy(static write => write.Entry.TableName, StringComparer.Ordinal))
            WriteUnprocessed(ref writer, table.Key, table);
        writer.EndObject();
        var done = writes.FindAll(static write => !write.WasRefused);
        if (request.ReturnItemCollectionMetrics == "SIZE" && done.Exists(static write => write.Table.Schema.HasLocalIndexes))
            WriteMetrics(ref writer, done);
        if (ReturnOptions.Consumed(request.ReturnConsumedCapacity) is var wanted and not ReturnConsumed.None)
            WriteConsumption(ref writer, done, wanted);
        writer.EndObject();
    }

    private static void WriteUnprocessed(ref ResponseWriter writer, string table, IEnumerable<EntryWrite> writes)
    {
        writer.Name(table);
        writer.BeginArray();
        foreach (var write in writes)
        {
            writer.BeginObject();
            writer.Name(write.Entry.Put is null ? "DeleteRequest"u8 : "PutRequest"u8);
            writer.BeginObject();
            writer.Name(write.Entry.Put is null ? "Key"u8 : "Item"u8);
            writer.Document(write.Entry.Put ?? write.Entry.Delete);
            writer.EndObject();
            writer.EndObject();
        }
        writer.EndArray();
    }

    private static void WriteMetrics(ref ResponseWriter writer, List<EntryWrite> done)
    {
        writer.Name("ItemCollectionMetrics"u8);
        writer.BeginObject();
        foreach (var table in done.Where(static write => write.Table.Schema.HasLocalIndexes).GroupBy(static write => write.Entry.TableName, StringComparer.Ordinal))
        {
            writer.Name(table.Key);
            writer.BeginArray();
            foreach (var write in table)
                CollectionMetrics.Write(ref writer, write.Table, new DocumentView(write.Entry.Put ?? write.Entry.Delete), write.Call.CollectionBytes);
            writer.EndArray();
        }
        writer.EndObject();
    }

    private static void WriteConsumption(ref ResponseWriter writer, List<EntryWrite> done, ReturnConsumed wanted)
    {
        writer.Name("ConsumedCapacity"u8);
        writer.BeginArray();
        foreach (var table in done.GroupBy(static write => write.Entry.TableName, StringComparer.Ordinal))
        {
            var consumption = new Consumption(table.First().Table, table.Key);
            foreach (var write in table)
                WriteCosts.Add(consumption, write.Table, write.Call);
            consumption.Write(ref writer, wanted == ReturnConsumed.Indexes);
        }
        writer.EndArray();
    }

    /// <summary>One entry with the call that carries it out.</summary>
    private sealed class EntryWrite(BatchWriteEntry entry, TableDescription table)
    {
        public BatchWriteEntry Entry => entry;
        public TableDescription Table => table;
        public ItemWrite Call { get; } = new();

        /// <summary>Nothing was proposed, and trying again may help.</summary>
        public bool WasRefused => Call.Outcome is CallOutcome.Overloaded or CallOutcome.StorageFull;

        public ApiError? Fill()
        {
            Call.Begin();
            if (entry.Delete is not null)
            {
                Call.Kind = WriteKind.Delete;
                return ItemKeys.EncodeKey(table.Schema.Key, new DocumentView(entry.Delete), Call.Key);
            }
            Call.Kind = WriteKind.Put;
            Call.Document.Write(entry.Put);
            // Of a batch the service tells a wrong key as it tells that of a delete.
            if (!ItemKeys.HasKey(table.Schema.Key, new DocumentView(entry.Put)))
                return ItemKeys.NoMatch;
            return ItemKeys.EncodeItem(table.Schema, new DocumentView(entry.Put), Call.Key);
        }
    }
}
