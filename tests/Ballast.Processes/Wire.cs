using System.Globalization;
using System.Text.Json.Nodes;

namespace Ballast.Processes;

/// <summary>Values and parts of tables as the API spells them.</summary>
public static class Wire
{
    public static JsonObject S(string value) => new() { ["S"] = value };

    public static JsonObject N(long value) => new() { ["N"] = value.ToString(CultureInfo.InvariantCulture) };

    public static long Number(JsonNode? value) => long.Parse(value!["N"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    public static JsonObject Attribute(string name, string type) => new() { ["AttributeName"] = name, ["AttributeType"] = type };

    public static JsonObject Key(string name, string role) => new() { ["AttributeName"] = name, ["KeyType"] = role };

    /// <summary>Makes a table and waits until it can be used.</summary>
    public static async Task CreateTableAsync(DynamoClient client, JsonObject table, CancellationToken deadline)
    {
        await client.CallAsync("CreateTable", table);
        while ((await client.CallAsync("DescribeTable", new() { ["TableName"] = table["TableName"]!.DeepClone() }))["Table"]!["TableStatus"]!.GetValue<string>() != "ACTIVE")
            await Task.Delay(5, deadline);
    }
}
