using System.Runtime.CompilerServices;

using Ballast.Model.Documents;
using Ballast.Node.Calls;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Json;
using Ballast.Router.Legacy;
using Ballast.Router.Requests;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>What PutItem, UpdateItem and DeleteItem have in common: read, check, submit, answer. They differ in the marked steps.</summary>
internal abstract class ItemWriteOperation(DataPlane data) : IOperation
{
    private const string AllOld = "ALL_OLD";

    public string Name => Members.Operation;

    /// <summary>What a request may have, and must.</summary>
    protected abstract OperationMembers Members { get; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ApiError?> RunAsync(ApiCall call, ReadOnlyMemory<byte> body)
    {
        var context = data.Rent();
        try
        {
            var error = Prepare(context, body);
            if (TableName.IsMissing(error))
                error = await data.RefreshAsync(context) ?? Prepare(context, body);
            if (error is not null)
                return error;
            await data.Storage.SubmitAsync(context.Table.Group, context.Write);
            var wantsItem = context.Request.ReturnValuesOnConditionCheckFailure == AllOld;
            if (CallErrors.Of(context.Write, wantsItem) is { } failed)
                return await data.ExplainAsync(Kept(failed), context.Table);
            Answer(context, call);
            return null;
        }
        finally
        {
            data.Return(context);
        }
    }

    // The error outlives the context, whose buffers go to another request.
    private static ApiError Kept(ApiError error) => error.Item is { } item ? error with { Item = item.ToArray() } : error;

    /// <summary>The expressions that this operation has.</summary>
    protected abstract ExpressionMembers Expressions { get; }

    /// <summary>The parameters from before expressions that it has.</summary>
    protected virtual LegacyMembers Known => LegacyMembers.OfWrite;

    /// <summary>The values of item or key, and rules between members.</summary>
    protected abstract ApiError? CheckMembers(DataRequest request);

    /// <summary>Checks key and item against the table, and fills in the write.</summary>
    protected abstract ApiError? Fill(DataContext context, ItemWrite write);

    /// <summary>Writes the Attributes member where one is due.</summary>
    protected virtual void WriteAttributes(DataContext context, ref ResponseWriter writer)
    {
        if (context.Request.ReturnValues != AllOld || !context.Write.OldFound)
            return;
        writer.Name("Attributes"u8);
        writer.Document(context.Write.Old.Written);
    }

    private ApiError? Prepare(DataContext context, ReadOnlyMemory<byte> body)
    {
        var request = context.Request;
        if (request.Read(body, Known) is { } unreadable)
            return unreadable;
        var invalid = DataConstraints.Check(Members, request) ?? ParameterMixing.Check(request, Expressions) ?? CheckMembers(request)
            ?? LegacyParts.Take(context) ?? ExpressionParts.Parse(context, Expressions);
        if (invalid is not null)
            return invalid;
        if (TableName.Find(data.Catalog, request.TableName!, out var table) is { } missing)
            return missing;
        context.Table = table;
        var write = context.Write;
        write.Begin();
        write.Condition = context.Condition;
        write.WantsOld = request.ReturnValues is AllOld or "UPDATED_OLD" || request.ReturnValuesOnConditionCheckFailure == AllOld;
        write.WantsNew = request.ReturnValues is "ALL_NEW" or "UPDATED_NEW";
        return Fill(context, write) ?? KeyPaths.Check(table.Schema, context.Update) ?? KeyPaths.Check(table.Schema, context.Condition);
    }

    private void Answer(DataContext context, ApiCall call)
    {
        var writer = new ResponseWriter(call.Response);
        writer.BeginObject();
        WriteAttributes(context, ref writer);
        if (ReturnOptions.Consumed(context.Request.ReturnConsumedCapacity) is var wanted and not ReturnConsumed.None)
        {
            var consumption = new Consumption(context.Table, context.Request.TableName!);
            WriteCosts.Add(consumption, context.Table, context.Write);
            writer.Name("ConsumedCapacity"u8);
            consumption.Write(ref writer, wanted == ReturnConsumed.Indexes);
        }
        if (context.Request.ReturnItemCollectionMetrics == "SIZE" && context.Table.Schema.HasLocalIndexes)
        {
            writer.Name("ItemCollectionMetrics"u8);
            CollectionMetrics.Write(ref writer, context.Table, new DocumentView(context.Write.Document.Count > 0 ? context.Write.Document.Written : context.Request.Key.Written), context.Write.CollectionBytes);
        }
        writer.EndObject();
    }
}
