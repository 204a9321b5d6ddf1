using System.Text.Json;

using Ballast.Router.Errors;
using Ballast.Router.Validation;

namespace Ballast.Router.Tables;

/// <summary>Constraints on the members of requests about tables, and those that Ballast has not got yet.</summary>
internal static class TableConstraints
{
    public const string BillingModes = "PROVISIONED, PAY_PER_REQUEST";
    public const string TableClasses = "STANDARD, STANDARD_INFREQUENT_ACCESS";
    private const int NonKeyAttributesOfIndexMax = 20;
    private const string KeyTypes = "HASH, RANGE";
    private const string AttributeTypes = "B, N, S";
    private const string ProjectionTypes = "ALL, INCLUDE, KEYS_ONLY";

    /// <summary>Parameters of the API that come later: refused by name, never ignored.</summary>
    public static ApiError? RefuseLater(TableRequest request, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (request.Has(name) && !IsOff(request.Root.GetProperty(name)))
                return ApiErrors.Validation($"Ballast does not support the parameter {name} in this version. See docs/compatibility.md for what it supports.");
        return null;
    }

    public static void KeySchema(ref Violations violations, TableRequest request, List<JsonElement>? schema, string path)
    {
        if (schema is null)
        {
            violations.Required(path);
            return;
        }
        if (schema.Count is < 1 or > 2)
            violations.Add("[...]", path, schema.Count < 1 ? "Member must have length greater than or equal to 1" : "Member must have length less than or equal to 2");
        for (var i = 0; i < schema.Count; i++)
        {
            AttributeName(ref violations, request.Text(schema[i], "AttributeName"), $"{path}.{i + 1}.member.attributeName");
            Enum(ref violations, request.Text(schema[i], "KeyType"), $"{path}.{i + 1}.member.keyType", KeyTypes);
        }
    }

    public static void AttributeDefinitions(ref Violations violations, TableRequest request, List<JsonElement>? definitions)
    {
        if (definitions is null)
        {
            violations.Required("attributeDefinitions");
            return;
        }
        for (var i = 0; i < definitions.Count; i++)
        {
            AttributeName(ref violations, request.Text(definitions[i], "AttributeName"), $"attributeDefinitions.{i + 1}.member.attributeName");
            Enum(ref violations, request.Text(definitions[i], "AttributeType"), $"attributeDefinitions.{i + 1}.member.attributeType", AttributeTypes);
        }
    }

    public static void LocalIndexes(ref Violations violations, TableRequest request, List<JsonElement> indexes)
    {
        for (var i = 0; i < indexes.Count; i++)
        {
            var path = $"localSecondaryIndexes.{i + 1}.member";
            Constraints.Name(ref violations, request.Text(indexes[i], "IndexName"), path + ".indexName");
            KeySchema(ref violations, request, request.List(indexes[i], "KeySchema", JsonValueKind.Object), path + ".keySchema");
            if (request.Object(indexes[i], "Projection") is not { } projection)
            {
                violations.Required(path + ".projection");
                continue;
            }
            if (request.Text(projection, "ProjectionType") is { } kind)
                Constraints.Enum(ref violations, kind, path + ".projection.projectionType", ProjectionTypes);
            if (request.List(projection, "NonKeyAttributes", JsonValueKind.String) is { } attributes)
                NonKeyAttributes(ref violations, attributes, path + ".projection.nonKeyAttributes");
        }
    }

    private static void NonKeyAttributes(ref Violations violations, List<JsonElement> attributes, string path)
    {
        if (attributes.Count == 0)
            violations.Add("[]", path, "Member must have length greater than or equal to 1");
        if (attributes.Count > NonKeyAttributesOfIndexMax)
            violations.Add($"[{string.Join(", ", attributes)}]", path, $"Member must have length less than or equal to {NonKeyAttributesOfIndexMax}");
        for (var i = 0; i < attributes.Count; i++)
            AttributeName(ref violations, attributes[i].GetString(), $"{path}.{i + 1}.member");
    }

    public static void Throughput(ref Violations violations, TableRequest request, JsonElement throughput)
    {
        Units(ref violations, request.Integer(throughput, "ReadCapacityUnits"), "provisionedThroughput.readCapacityUnits");
        Units(ref violations, request.Integer(throughput, "WriteCapacityUnits"), "provisionedThroughput.writeCapacityUnits");
    }

    private static void Units(ref Violations violations, long? units, string path)
    {
        if (units is null)
            violations.Required(path);
        Constraints.Range(ref violations, units, path, 1);
    }

    private static void AttributeName(ref Violations violations, string? name, string path)
    {
        if (name is null)
            violations.Required(path);
        else if (name.Length is < 1 or > 255)
            violations.Add(name, path, name.Length < 1 ? "Member must have length greater than or equal to 1" : "Member must have length less than or equal to 255");
    }

    private static void Enum(ref Violations violations, string? value, string path, string values)
    {
        if (value is null)
            violations.Required(path);
        Constraints.Enum(ref violations, value, path, values);
    }

    // {"StreamEnabled": false}, {"Enabled": false} and empty lists ask for nothing.
    private static bool IsOff(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => (value.TryGetProperty("StreamEnabled", out var on) || value.TryGetProperty("Enabled", out on)) && on.ValueKind == JsonValueKind.False,
        _ => false,
    };
}
