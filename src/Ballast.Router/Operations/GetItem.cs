using System.Runtime.CompilerServices;

using Ballast.Model.Documents;
using Ballast.Model.Sizes;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Json;
using Ballast.Router.Legacy;
using Ballast.Router.Requests;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>GetItem: one item by its key.</summary>
internal sealed class GetItem(DataPlane data) : IOperation
{
    public string Name => ItemMembers.GetItem.Operation;

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
            context.Read.MayBeStale = context.Request.ConsistentRead != true;
            await data.Storage.SubmitAsync(context.Table.Group, context.Read);
            if (CallErrors.Of(context.Read) is { } failed)
                return await data.ExplainAsync(failed, context.Table);
            Answer(context, call);
            return null;
        }
        finally
        {
            data.Return(context);
        }
    }

    private ApiError? Prepare(DataContext context, ReadOnlyMemory<byte> body)
    {
        var request = context.Request;
        if (request.Read(body, LegacyMembers.OfGet) is { } unreadable)
            return unreadable;
        var invalid = DataConstraints.Check(ItemMembers.GetItem, request) ?? ParameterMixing.Check(request, ExpressionMembers.Projection) ?? request.KeyProblem
            ?? LegacyParts.Take(context) ?? ExpressionParts.Parse(context, ExpressionMembers.Projection);
        if (invalid is not null)
            return invalid;
        if (TableName.Find(data.Catalog, request.TableName!, out var table) is { } missing)
            return missing;
        context.Table = table;
        context.Read.Begin();
        return ItemKeys.EncodeKey(table.Schema.Key, new DocumentView(request.Key.Written), context.Read.Key)
            ?? KeyPaths.Check(table.Schema, context.Projection);
    }

    private static void Answer(DataContext context, ApiCall call)
    {
        var writer = new ResponseWriter(call.Response);
        writer.BeginObject();
        if (context.Read.Found)
        {
            writer.Name("Item"u8);
            writer.Document(Projected(context));
        }
        if (ReturnOptions.Consumed(context.Request.ReturnConsumedCapacity) is var wanted and not ReturnConsumed.None)
        {
            var consumption = new Consumption(context.Table, context.Request.TableName!);
            consumption.AddTable(Cost(context));
            writer.Name("ConsumedCapacity"u8);
            consumption.Write(ref writer, wanted == ReturnConsumed.Indexes);
        }
        writer.EndObject();
    }

    private static CapacityUnits Cost(DataContext context) => ReadUnits.Of(
        ItemSize.Of(new DocumentView(context.Read.Document.Written)),
        context.Request.ConsistentRead == true ? ReadConsistency.Strong : ReadConsistency.Eventual);

    private static ReadOnlySpan<byte> Projected(DataContext context)
    {
        if (context.Projection is null)
            return context.Read.Document.Written;
        context.Projected.Reset();
        context.Projection.Apply(new DocumentView(context.Read.Document.Written), context.Projected);
        return context.Projected.Written;
    }
}
