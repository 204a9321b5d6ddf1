using Ballast.Router.Errors;
using Ballast.Router.Legacy;
using Ballast.Router.Validation;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Requests;

/// <summary>The members of batches against those of their operations.</summary>
internal static class BatchConstraints
{
    private const string Items = "RequestItems";

    public static ApiError? Check(BatchGetRequest request)
    {
        var members = ItemMembers.BatchGetItem;
        var tables = (MapShape)members[Items].Shape;
        var violations = new Violations();
        AddCount(ref violations, members[Items], tables, request.TableCount);
        AddNames(ref violations, request);
        foreach (var table in request.Tables)
            Add(ref violations, tables, table);
        Add(ref violations, members, "ReturnConsumedCapacity", request.ReturnConsumedCapacity);
        return violations.ToError();
    }

    public static ApiError? Check(BatchWriteRequest request)
    {
        var members = ItemMembers.BatchWriteItem;
        var tables = (MapShape)members[Items].Shape;
        var writes = (ListShape)tables.Value;
        var violations = new Violations();
        AddCount(ref violations, members[Items], tables, request.TableCount);
        // Lists in a map are told at the map.
        if (request.EmptyTable is { } empty)
            violations.WrongLengthInMap($"{{{empty}=[]}}", members[Items].Path, writes.Min, writes.Max);
        if (request.LongestList > writes.Max)
            violations.WrongLengthInMap("[...]", members[Items].Path, writes.Min, writes.Max);
        foreach (var path in request.MissingMembers)
            violations.Required(path);
        Add(ref violations, members, "ReturnConsumedCapacity", request.ReturnConsumedCapacity);
        Add(ref violations, members, "ReturnItemCollectionMetrics", request.ReturnItemCollectionMetrics);
        // The service tells a name here only where nothing else is wrong.
        if (violations.IsEmpty)
            AddNames(ref violations, request);
        return violations.ToError();
    }

    // One wrong name tells on the whole map.
    private static void AddNames(ref Violations violations, BatchRequest request)
    {
        if (request.WrongName is not { } name)
            return;
        NameOrArnText.IsKey(name, out var problem);
        if (problem is not null)
            violations.Stated(problem);
        else
            violations.WrongKeyInMap(name, ItemMembers.BatchGetItem[Items].Path, NameText.CharsMin, NameText.CharsMax, NameText.Pattern);
    }

    private static void AddCount(ref Violations violations, Member member, MapShape shape, int? count)
    {
        if (count is { } tables)
            shape.CheckCount(ref violations, tables, member.Path);
        else
            violations.Required(member.Path);
    }

    private static void Add(ref Violations violations, MapShape tables, BatchGetTable table)
    {
        var members = (StructureShape)tables.Value;
        var path = $"requestItems.{ShownText.Of(table.TableName)}.member.";
        if (table.Options.Legacy is { } legacy)
            LegacyConstraints.Add(ref violations, members["AttributesToGet"], legacy, path);
        var keys = members["Keys"];
        if (!table.HasKeys)
            violations.Required(path + keys.Path);
        else
            ((ListShape)keys.Shape).CheckCount(ref violations, table.KeyCount, "[]", path + keys.Path);
    }

    private static void Add(ref Violations violations, OperationMembers members, string name, string? value) =>
        DataConstraints.Add(ref violations, members[name], (TextShape)members[name].Shape, value);
}
