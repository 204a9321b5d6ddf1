using System.Collections.Immutable;
using System.Text.Json;

using Ballast.Metadata.Tables;
using Ballast.Model.Keys;
using Ballast.Router.Errors;

namespace Ballast.Router.Tables;

/// <summary>Turns key schema, attribute definitions and local indexes of a CreateTable into a partition's schema, by the rules between them.</summary>
internal sealed class TableSchemas
{
    private const string Invalid = "One or more parameter values were invalid: ";
    private const int NonKeyAttributesMax = 100;
    private readonly Dictionary<string, KeyType> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public PartitionSchema? Schema { get; private set; }

    public ApiError? Build(TableRequest request)
    {
        foreach (var definition in request.List("AttributeDefinitions")!)
            if (!_types.TryAdd(Text(definition, "AttributeName"), TypeOf(Text(definition, "AttributeType"))))
                return ApiErrors.Validation($"Attribute Name is duplicated: {Text(definition, "AttributeName")}");
        if (BuildKey(request.List("KeySchema")!, isTable: true, out var key) is { } wrong)
            return wrong;
        var built = ImmutableArray.CreateBuilder<LocalIndex>();
        if (BuildIndexes(key!, request.List("LocalSecondaryIndexes"), built) is { } wrongIndex)
            return wrongIndex;
        if (_used.Count < _types.Count)
            return ApiErrors.Validation(request.Has("LocalSecondaryIndexes")
                ? $"{Invalid}Some AttributeDefinitions are not used. AttributeDefinitions: [{string.Join(", ", _types.Keys)}], keys used: [{string.Join(", ", _used)}]"
                : $"{Invalid}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions");
        Schema = new PartitionSchema(key!, built.ToImmutable());
        return null;
    }

    private ApiError? BuildKey(List<JsonElement> schema, bool isTable, out KeySchema? key)
    {
        key = null;
        var names = schema.ConvertAll(part => Text(part, "AttributeName"));
        if (isTable && names.Count > _types.Count)
            return ApiErrors.Validation("Invalid KeySchema: Some index key attribute have no definition");
        if (names.Exists(name => !_types.ContainsKey(name)))
            return ApiErrors.Validation($"{Invalid}Some index key attributes are not defined in AttributeDefinitions. Keys: [{string.Join(", ", names)}], AttributeDefinitions: [{string.Join(", ", _types.Keys)}]");
        if (names.Count == 2 && names[0] == names[1])
            return ApiErrors.Validation("Both the Hash Key and the Range Key element in the KeySchema have the same name");
        if (Text(schema[0], "KeyType") != "HASH")
            return ApiErrors.Validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        if (schema.Count == 2 && Text(schema[1], "KeyType") != "RANGE")
            return ApiErrors.Validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        var parts = schema.ConvertAll(part => Part(Text(part, "AttributeName")));
        key = new KeySchema(parts[0], parts.Count == 2 ? parts[1] : null);
        return null;
    }

    private ApiError? BuildIndexes(KeySchema key, List<JsonElement>? indexes, ImmutableArray<LocalIndex>.Builder built)
    {
        if (indexes is null)
            return null;
        if (indexes.Count == 0)
            return ApiErrors.Validation($"{Invalid}List of LocalSecondaryIndexes is empty");
        if (key.Sort is null)
            return ApiErrors.Validation($"{Invalid}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex");
        if (indexes.Count > KeySpaces.LocalIndexesMax)
            return ApiErrors.Validation($"{Invalid}Number of LocalSecondaryIndexes exceeds per-table limit of {KeySpaces.LocalIndexesMax}");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var projected = 0;
        foreach (var index in indexes)
        {
            var name = Text(index, "IndexName");
            if (!names.Add(name))
                return ApiErrors.Validation($"{Invalid}Duplicate index name: {name}");
            if (BuildIndex(index, name, key, (byte)built.Count, out var local) is { } wrong)
                return wrong;
            projected += local!.Projection.NonKeyAttributes.Length;
            built.Add(local);
        }
        return projected > NonKeyAttributesMax
            ? ApiErrors.Validation($"{Invalid}Total number of non key attributes projected into all indexes exceeds {NonKeyAttributesMax}")
            : null;
    }

    private ApiError? BuildIndex(JsonElement index, string name, KeySchema table, byte ordinal, out LocalIndex? built)
    {
        built = null;
        if (BuildKey(TableRequest.List(index, "KeySchema")!, isTable: false, out var key) is { } wrong)
            return wrong;
        if (key!.Partition.Name != table.Partition.Name)
            return ApiErrors.Validation(
                $"{Invalid}Index KeySchema does not have the same leading hash key as table KeySchema for index: {name}. index hash key: {key.Partition.Name}, table hash key: {table.Partition.Name}");
        if (key.Sort is null)
            return ApiErrors.Validation($"{Invalid}Index KeySchema does not have a range key for index: {name}");
        if (BuildProjection(TableRequest.Object(index, "Projection")!.Value, out var projection) is { } wrongProjection)
            return wrongProjection;
        built = new LocalIndex(name, ordinal, key.Sort, projection!);
        return null;
    }

    private static ApiError? BuildProjection(JsonElement projection, out IndexProjection? built)
    {
        built = null;
        var attributes = TableRequest.List(projection, "NonKeyAttributes");
        if (TableRequest.Text(projection, "ProjectionType") is not { } kind)
            return ApiErrors.Validation($"{Invalid}Unknown ProjectionType: null");
        if (kind != "INCLUDE" && attributes is not null)
            return ApiErrors.Validation($"{Invalid}ProjectionType is {kind}, but NonKeyAttributes is specified");
        if (kind == "INCLUDE" && attributes is null)
            return ApiErrors.Validation($"{Invalid}ProjectionType is {kind}, but NonKeyAttributes is not specified");
        var names = attributes?.ConvertAll(static name => name.GetString()!) ?? [];
        if (names.Find(name => names.IndexOf(name) != names.LastIndexOf(name)) is { } twice)
            return ApiErrors.Validation($"{Invalid}Duplicate element in NonKeyAttributes: {twice}");
        built = new IndexProjection(
            kind switch { "ALL" => ProjectionKind.All, "INCLUDE" => ProjectionKind.Include, _ => ProjectionKind.KeysOnly },
            [.. names]);
        return null;
    }

    private KeyPart Part(string name)
    {
        _used.Add(name);
        return new KeyPart(name, _types[name]);
    }

    private static string Text(JsonElement element, string name) => TableRequest.Text(element, name)!;

    private static KeyType TypeOf(string type) => type switch
    {
        "S" => KeyType.String,
        "N" => KeyType.Number,
        _ => KeyType.Binary,
    };
}
