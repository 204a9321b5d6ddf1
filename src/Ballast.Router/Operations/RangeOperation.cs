using System.Runtime.CompilerServices;

using Ballast.Metadata.Tables;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Legacy;
using Ballast.Router.Requests;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>What Query and Scan have in common: they read a page of a range of a table or index.</summary>
internal abstract class RangeOperation(DataPlane data) : IOperation
{
    // A page ends with the item that reaches 1 MB.
    private const int PageBytesMax = 1024 * 1024;

    public string Name => Members.Operation;

    /// <summary>What a request may have, and must.</summary>
    protected abstract OperationMembers Members { get; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ApiError?> RunAsync(ApiCall call, ReadOnlyMemory<byte> body)
    {
        var context = data.Rent();
        try
        {
            var error = Prepare(context, body, out var index);
            if (TableName.IsMissing(error))
                error = await data.RefreshAsync(context) ?? Prepare(context, body, out index);
            if (error is not null)
                return error;
            context.Range.MayBeStale = context.Request.ConsistentRead != true;
            await data.Storage.SubmitAsync(context.Table.Group, context.Range);
            if (CallErrors.Of(context.Range) is { } failed)
                return await data.ExplainAsync(failed, context.Table);
            RangeAnswer.Write(context, index, call);
            return null;
        }
        finally
        {
            data.Return(context);
        }
    }

    /// <summary>The expressions that this operation has.</summary>
    protected abstract ExpressionMembers Expressions { get; }

    /// <summary>The parameters from before expressions that it has.</summary>
    protected abstract LegacyMembers Known { get; }

    /// <summary>Rules between members.</summary>
    protected abstract ApiError? CheckMembers(DataRequest request);

    /// <summary>What follows from the expressions alone.</summary>
    protected virtual ApiError? CheckExpressions(DataContext context) => null;

    /// <summary>Sets the range, and checks the start key against it.</summary>
    protected abstract ApiError? FillRange(DataContext context, LocalIndex? index);

    private ApiError? Prepare(DataContext context, ReadOnlyMemory<byte> body, out LocalIndex? index)
    {
        index = null;
        var request = context.Request;
        var error = request.Read(body, Known) ?? DataConstraints.Check(Members, request) ?? ParameterMixing.Check(request, Expressions)
            ?? LegacyParts.Take(context) ?? request.StartKeyProblem ?? CheckMembers(request) ?? ExpressionParts.Parse(context, Expressions) ?? CheckExpressions(context)
            ?? SelectRules.CheckMembers(request);
        if (error is not null)
            return error;
        if (TableName.Find(data.Catalog, request.TableName!, out var table) is { } missing)
            return missing;
        context.Table = table;
        if (FindIndex(table, request, out index) is { } wrong)
            return wrong;
        var range = context.Range;
        range.Begin();
        range.Index = index;
        range.Filter = context.Filter;
        range.ItemsMax = (int)Math.Min(request.Limit ?? int.MaxValue, int.MaxValue);
        range.BytesMax = PageBytesMax;
        range.CountOnly = request.Select == SelectRules.Count;
        range.FetchWholeItems = index is not null && SelectRules.NeedsWholeItems(context, table, index);
        return FillRange(context, index) ?? KeyPaths.Check(table.Schema, context.Projection)
            ?? SelectRules.CheckFilterKeys(this is Query, context, table, index)
            ?? KeyPaths.Check(table.Schema, context.Filter) ?? SelectRules.CheckFilterProjection(this is Query, context, table, index);
    }

    private static ApiError? FindIndex(TableDescription table, DataRequest request, out LocalIndex? index)
    {
        index = null;
        if (request.IndexName is not { } name)
            return null;
        foreach (var candidate in table.Schema.LocalIndexes)
            if (candidate.Name == name)
                index = candidate;
        return index is null ? ApiErrors.Validation($"The table does not have the specified index: {name}") : null;
    }
}
