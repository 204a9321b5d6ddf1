using System.Collections.Immutable;

using Ballast.Metadata.Tables;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Json;
using Ballast.Router.Tables;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>What the operations on tags share: a table that is named by its ARN.</summary>
internal abstract class TagOperation(ControlPlane tables) : TableOperation(tables)
{
    protected async ValueTask<(TableDescription? Table, ApiError? Error)> FindAsync(TableRequest request)
    {
        var arn = request.Text("ResourceArn")!;
        if (TableArn.ProblemOfTagged(arn) is { } problem)
            return (null, ApiErrors.Validation(problem));
        var (table, error) = await Tables.FindAsync(arn);
        return (table, table is null ? error ?? ApiErrors.ResourceNotFound($"Requested resource not found: ResourceArn: {arn} not found") : null);
    }
}

/// <summary>TagResource: adds tags, replacing those of the same key.</summary>
internal sealed class TagResource(ControlPlane tables) : TagOperation(tables)
{
    protected override OperationMembers Members => TableMembers.TagResource;

    protected override async Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var (table, error) = await FindAsync(request);
        if (error is not null)
            return error;
        var tags = TagRules.Read(request, out var invalid);
        if (invalid is not null)
            return invalid;
        if (Tagged(table!, tags) is null)
            return TagRules.TooMany;
        var (outcome, found) = await Tables.Control.ChangeAsync(table!.Name, current => Tagged(current, tags));
        return outcome == TableChangeOutcome.Declined ? TagRules.TooMany : Of(outcome, table.Name, found);
    }

    // Null where there would be too many.
    private static TableDescription? Tagged(TableDescription table, IEnumerable<KeyValuePair<string, string>> tags)
    {
        var tagged = table with { Tags = table.Tags.SetItems(tags) };
        return tagged.Tags.Count > TagRules.TagsMax ? null : tagged;
    }
}

/// <summary>UntagResource: removes tags; those that are not there do not matter.</summary>
internal sealed class UntagResource(ControlPlane tables) : TagOperation(tables)
{
    protected override OperationMembers Members => TableMembers.UntagResource;

    protected override async Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var (table, error) = await FindAsync(request);
        if (error is not null)
            return error;
        var names = request.List("TagKeys")!.ConvertAll(static key => key.GetString()!);
        var (outcome, found) = await Tables.Control.ChangeAsync(table!.Name, current => current with { Tags = current.Tags.RemoveRange(names) });
        return Of(outcome, table.Name, found);
    }
}

/// <summary>ListTagsOfResource: a table's tags, ten a page.</summary>
internal sealed class ListTagsOfResource(ControlPlane tables) : TagOperation(tables)
{
    private const int PageMax = 10;

    protected override OperationMembers Members => TableMembers.ListTagsOfResource;

    protected override async Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var (table, error) = await FindAsync(request);
        if (error is not null)
            return error;
        Answer(call, table!.Tags, request.Text("NextToken"));
        return null;
    }

    // The token is the last key of the page before.
    private static void Answer(ApiCall call, ImmutableSortedDictionary<string, string> tags, string? behind)
    {
        var writer = new ResponseWriter(call.Response);
        writer.BeginObject();
        writer.Name("Tags"u8);
        writer.BeginArray();
        var written = 0;
        string? last = null;
        foreach (var (key, value) in tags)
        {
            if (behind is not null && string.CompareOrdinal(key, behind) <= 0)
                continue;
            if (written++ == PageMax)
                break;
            writer.BeginObject();
            writer.StringMember("Key"u8, last = key);
            writer.StringMember("Value"u8, value);
            writer.EndObject();
        }
        writer.EndArray();
        if (written > PageMax)
            writer.StringMember("NextToken"u8, last!);
        writer.EndObject();
    }
}
