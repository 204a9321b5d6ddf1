using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

using Tour;

var endpoint = args.Length > 0 ? args[0] : "http://127.0.0.1:8000";
using var db = new AmazonDynamoDBClient(new BasicAWSCredentials("local", "local"), new AmazonDynamoDBConfig { ServiceURL = endpoint });

Console.WriteLine($"Subdivisions: {await IsoCodes.LoadSubdivisionsAsync(db)} items");
Console.WriteLine($"Languages: {await IsoCodes.LoadLanguagesAsync(db)} items");

var japan = await db.GetItemAsync("Countries", new() { ["alpha_2"] = new() { S = "JP" } });
Console.WriteLine($"JP is {japan.Item["name"].S} {japan.Item["flag"].S}");

var query = new QueryRequest("Subdivisions")
{
    IndexName = "ByName",
    KeyConditionExpression = "country = :country AND begins_with(#name, :start)",
    ExpressionAttributeNames = new() { ["#name"] = "name" },
    ExpressionAttributeValues = new() { [":country"] = new() { S = "JP" }, [":start"] = new() { S = "K" } },
};
await foreach (var page in db.Paginators.Query(query).Responses)
    foreach (var item in page.Items)
        Console.WriteLine($"{item["country"].S}-{item["code"].S} {item["name"].S}");
