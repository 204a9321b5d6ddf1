using System.Text.Json.Nodes;

using Ballast.Histories.Items;
using Ballast.Processes;

using static Ballast.Processes.Wire;

namespace Ballast.Chaos.Load;

/// <summary>Operations of histories as requests of the API, and its answers as results.</summary>
public static class ItemRequests
{
    public static JsonObject Table(string name) => new()
    {
        ["TableName"] = name,
        ["BillingMode"] = "PAY_PER_REQUEST",
        ["AttributeDefinitions"] = new JsonArray(Attribute("p", "S"), Attribute("s", "S")),
        ["KeySchema"] = new JsonArray(Key("p", "HASH"), Key("s", "RANGE")),
    };

    /// <summary>The API has no new image of what was put or deleted.</summary>
    public static ItemOperation AsTheApiHasIt(ItemOperation operation) =>
        operation is ItemOperation.Write { Answer: ItemAnswer.New } and not ItemOperation.Update ? (ItemOperation.Write)operation with { Answer = ItemAnswer.Nothing } : operation;

    public static JsonObject Read(ItemName item, bool consistent) => new() { ["TableName"] = item.Table, ["Key"] = KeyOf(item), ["ConsistentRead"] = consistent };

    public static JsonObject Query(ItemName item) => new()
    {
        ["TableName"] = item.Table, ["ConsistentRead"] = true, ["KeyConditionExpression"] = "p = :p", ["ExpressionAttributeValues"] = new JsonObject { [":p"] = S(item.Partition) },
    };

    /// <param name="padBytes">What is put weighs so much more than what anybody looks at.</param>
    public static (string Operation, JsonObject Body) Of(ItemName item, ItemOperation operation, int padBytes = 0)
    {
        if (operation is not ItemOperation.Write write)
            return ("GetItem", Read(item, consistent: true));
        var body = new JsonObject { ["TableName"] = item.Table };
        var values = new JsonObject();
        var name = Fill(body, values, item, write, padBytes);
        Condition(body, values, write);
        if (write.Answer != ItemAnswer.Nothing)
            body["ReturnValues"] = write.Answer == ItemAnswer.Old ? "ALL_OLD" : "ALL_NEW";
        if (values.Count > 0)
            body["ExpressionAttributeValues"] = values;
        return (name, body);
    }

    public static ItemImage ImageOf(JsonNode? item) =>
        item is null ? ItemImage.Absent : ItemImage.Of(item["t"]?["S"]?.GetValue<string>(), item["n"] is { } count ? Number(count) : 0);

    /// <summary>What an operation was answered, and null where it was not.</summary>
    public static ItemResult? ResultOf(ItemOperation operation, Answer answer, JsonNode? body) => (answer, operation) switch
    {
        (Answer.ConditionFailed, ItemOperation.Write { TellsWhatFailed: true }) => ItemResult.FailedBy(ImageOf(body!["Item"])),
        (Answer.ConditionFailed, _) => ItemResult.ConditionFailed,
        (Answer.Done, ItemOperation.Read) => ItemResult.Told(ImageOf(body!["Item"])),
        (Answer.Done, ItemOperation.Write { Answer: not ItemAnswer.Nothing }) => ItemResult.Told(ImageOf(body!["Attributes"])),
        (Answer.Done, _) => ItemResult.Done,
        _ => null,
    };

    private static string Fill(JsonObject body, JsonObject values, ItemName item, ItemOperation.Write write, int padBytes)
    {
        switch (write)
        {
            case ItemOperation.Put put:
                var stored = KeyOf(item);
                stored["n"] = N(put.Count);
                if (put.Text is not null)
                    stored["t"] = S(put.Text);
                if (padBytes > 0)
                    stored["pad"] = S(new string('x', padBytes));
                body["Item"] = stored;
                return "PutItem";
            case ItemOperation.Update update:
                body["Key"] = KeyOf(item);
                body["UpdateExpression"] = "ADD n :add" + (update.Set is null ? "" : " SET t = :set");
                values[":add"] = N(update.Add);
                if (update.Set is not null)
                    values[":set"] = S(update.Set);
                return "UpdateItem";
            default:
                body["Key"] = KeyOf(item);
                return "DeleteItem";
        }
    }

    private static void Condition(JsonObject body, JsonObject values, ItemOperation.Write write)
    {
        if (write.Condition is null)
            return;
        body["ConditionExpression"] = write.Condition switch
        {
            ItemCondition.NotExists => "attribute_not_exists(p)",
            ItemCondition.Exists => "attribute_exists(p)",
            ItemCondition.TextIs => "t = :text",
            _ => "n = :count",
        };
        if (write.Condition is ItemCondition.TextIs text)
            values[":text"] = S(text.Text);
        if (write.Condition is ItemCondition.CountIs count)
            values[":count"] = N(count.Count);
        if (write.TellsWhatFailed)
            body["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD";
    }

    private static JsonObject KeyOf(ItemName item) => new() { ["p"] = S(item.Partition), ["s"] = S(item.Sort) };
}
