using System.Runtime.CompilerServices;

using Ballast.Metadata.Tables;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Legacy;
using Ballast.Router.Requests;
using Ballast.Router.Validation;

namespace Ballast.Router.Operations;

/// <summary>What Query and Scan have in common: they read a page of a range of a table or index.</summary>
internal abstract class RangeOperation(DataPlane data) : IOperation
{
    // A page ends with the item that reaches 1 MB.
    private const int PageBytesMax = 1024 * 1024;

    public abstract string Name { get; }

    /// <summary>The parameters from before expressions that it has.</summary>
    protected abstract LegacyMembers Known { get; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ApiError?> RunAsync(ApiCall call, ReadOnlyMemory<byte> body)
    {
        var context = data.Rent();
        try
        {
            if (Prepare(context, body, out var index) is { } error)
                return error;
            await data.Node.SubmitAsync(context.Table.Group, context.Range);
            if (CallErrors.Of(context.Range) is { } failed)
                return failed;
            RangeAnswer.Write(context, index, call);
            return null;
        }
        finally
        {
            data.Return(context);
        }
    }

    protected abstract void Constrain(DataRequest request, ref Violations violations);

    /// <summary>Parses the operation's own expressions, those of the filter and projection being parsed already.</summary>
    protected abstract ApiError? CheckMembers(DataRequest request);

    /// <summary>Sets the range, and checks the start key against it.</summary>
    protected abstract ApiError? FillRange(DataContext context, LocalIndex? index);

    private ApiError? Prepare(DataContext context, ReadOnlyMemory<byte> body, out LocalIndex? index)
    {
        index = null;
        var request = context.Request;
        var error = request.Read(body, Known) ?? ConstrainAll(request) ?? ParameterMixing.Check(request) ?? SelectRules.CheckMembers(request)
            ?? LegacyParts.Take(context) ?? CheckMembers(request)
            ?? ExpressionParts.Begin(context) ?? ExpressionParts.Filter(context) ?? ExpressionParts.Projection(context)
            ?? LegacyParts.KeyConditions(context);
        if (error is not null)
            return error;
        if (TableName.Find(data.Catalog, request.TableName!, out var table) is { } missing)
            return missing;
        context.Table = table;
        if ((FindIndex(table, request, out index) ?? SelectRules.CheckIndex(request, index)) is { } wrong)
            return wrong;
        var range = context.Range;
        range.Begin();
        range.Index = index;
        range.Filter = context.Filter;
        range.ItemsMax = (int)Math.Min(request.Limit ?? int.MaxValue, int.MaxValue);
        range.BytesMax = PageBytesMax;
        range.CountOnly = request.Select == SelectRules.Count;
        range.FetchWholeItems = index is not null && SelectRules.NeedsWholeItems(context, table, index);
        return FillRange(context, index) ?? ExpressionParts.End(context) ?? SelectRules.CheckFilterKeys(this is Query, context, table, index);
    }

    private ApiError? ConstrainAll(DataRequest request)
    {
        var violations = new Violations();
        Constraints.TableName(ref violations, request.TableName);
        if (request.IndexName is { } index)
            Constraints.Name(ref violations, index, "indexName");
        Constraints.Enum(ref violations, request.Select, "select", Constraints.SelectValues);
        Constraints.Range(ref violations, request.Limit, "limit", 1);
        Constraints.Enum(ref violations, request.ReturnConsumedCapacity, "returnConsumedCapacity", Constraints.ReturnConsumedCapacityValues);
        Constrain(request, ref violations);
        LegacyConstraints.Add(ref violations, request.Legacy);
        return violations.ToError();
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
