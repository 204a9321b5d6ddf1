using System.Text.Json.Nodes;

using Ballast.Foundation;
using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Reference;

/// <summary>Sends random writes and point reads to a world and to the model, and compares every answer.</summary>
internal sealed class Exercise(Chance chance, Shape shape, bool large)
{
    private const int AttemptsMax = 200;
    private readonly Draws _draws = new(chance, shape, large);

    public Model Model { get; } = new(shape);
    public Draws Draws => _draws;

    /// <summary>Requests sent, and how many of them were asked again because a checkpoint had to come first.</summary>
    public int Requests { get; private set; }

    public int Throttled { get; private set; }
    public int Conditions { get; private set; }
    public int ConditionsFailed { get; private set; }
    public int UpdatesRefused { get; private set; }

    public void Put(ApiWorld world)
    {
        var key = _draws.Key();
        var item = _draws.Item(key);
        if (shape.Indexes.Length > 0 && _draws.OneIn(30))
        {
            PutMisfit(world, item);
            return;
        }
        var request = new JsonObject { ["TableName"] = shape.Name, ["Item"] = item.DeepClone() };
        Write(world, "PutItem", request, key, new Bindings(), _ => item, ["NONE", "ALL_OLD"]);
    }

    public void Delete(ApiWorld world)
    {
        var key = _draws.Key();
        Write(world, "DeleteItem", new JsonObject { ["TableName"] = shape.Name, ["Key"] = key.DeepClone() }, key, new Bindings(), _ => null, ["NONE", "ALL_OLD"]);
    }

    public void Update(ApiWorld world)
    {
        var key = _draws.Key();
        var bindings = new Bindings();
        var update = Reference.Update.Draw(_draws, shape, bindings);
        var request = new JsonObject { ["TableName"] = shape.Name, ["Key"] = key.DeepClone(), ["UpdateExpression"] = update.Text };
        Write(world, "UpdateItem", request, key, bindings, old => update.Apply(old ?? Values.Normal(key)),
            ["NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"], update);
    }

    public void Get(ApiWorld world)
    {
        var key = _draws.Key();
        var bindings = new Bindings();
        var consistent = _draws.OneIn(2);
        var request = new JsonObject { ["TableName"] = shape.Name, ["Key"] = key, ["ConsistentRead"] = consistent, ["ReturnConsumedCapacity"] = "TOTAL" };
        Func<JsonObject, JsonObject> project = static item => item;
        if (_draws.OneIn(2))
            request["ProjectionExpression"] = Projection(bindings, out project, out _);
        bindings.AddTo(request);
        var answer = Ask(world, "GetItem", request);
        var item = Model.Find(key);
        Assert.Equal(Values.Canonical(item is null ? null : project(item)), Values.Canonical(answer["Item"]?.AsObject()));
        Assert.Equal(ReadUnits(item, consistent), (double)answer["ConsumedCapacity"]!["CapacityUnits"]!);
    }

    public void BatchGet(ApiWorld world)
    {
        var keys = Enumerable.Range(0, 1 + _draws.Int(12)).Select(_ => _draws.Key()).DistinctBy(static key => Values.Canonical(Values.Normal(key))).ToList();
        var consistent = _draws.OneIn(2);
        var request = new JsonObject
        {
            ["RequestItems"] = new JsonObject
            {
                [shape.Name] = new JsonObject { ["Keys"] = new JsonArray([.. keys.Select(static key => (JsonNode)key.DeepClone())]), ["ConsistentRead"] = consistent },
            },
            ["ReturnConsumedCapacity"] = "TOTAL",
        };
        var answer = Ask(world, "BatchGetItem", request);
        Assert.Equal(
            keys.Select(Model.Find).Where(static item => item is not null).Select(Values.Canonical).Order(StringComparer.Ordinal),
            answer["Responses"]![shape.Name]!.AsArray().Select(static item => Values.Canonical(item!.AsObject())).Order(StringComparer.Ordinal));
        Assert.Equal(keys.Sum(key => ReadUnits(Model.Find(key), consistent)), (double)answer["ConsumedCapacity"]![0]!["CapacityUnits"]!);
        Assert.Empty(answer["UnprocessedKeys"]!.AsObject());
    }

    public void BatchWrite(ApiWorld world)
    {
        var entries = Enumerable.Range(0, 1 + _draws.Int(10)).Select(_ => _draws.Key()).DistinctBy(static key => Values.Canonical(Values.Normal(key)))
            .Select(key => (Key: key, Item: _draws.OneIn(3) ? null : _draws.Item(key))).ToList();
        JsonNode pending = new JsonArray([.. entries.Select(static entry => (JsonNode)(entry.Item is null
            ? new JsonObject { ["DeleteRequest"] = new JsonObject { ["Key"] = entry.Key.DeepClone() } }
            : new JsonObject { ["PutRequest"] = new JsonObject { ["Item"] = entry.Item.DeepClone() } }))]);
        double units = 0;
        for (var attempt = 0; ; attempt++)
        {
            Assert.True(attempt < AttemptsMax, "A batch was never done.");
            var answer = Ask(world, "BatchWriteItem",
                new JsonObject { ["RequestItems"] = new JsonObject { [shape.Name] = pending }, ["ReturnConsumedCapacity"] = "TOTAL" });
            units += (double)answer["ConsumedCapacity"]![0]!["CapacityUnits"]!;
            if (answer["UnprocessedItems"]![shape.Name] is not { } left)
                break;
            pending = left.DeepClone();
            world.Executors.RunFor(TimeSpan.FromMilliseconds(50));
        }
        Assert.Equal(entries.Sum(entry => Model.Write(entry.Key, entry.Item) is var cost ? cost.Table + cost.Indexes.Values.Sum() : 0), units);
    }

    /// <summary>A list of paths that do not overlap, and what it leaves of an item.</summary>
    public string Projection(Bindings bindings, out Func<JsonObject, JsonObject> project, out string[] names)
    {
        string[] candidates = [.. shape.Keys.Select(static key => key.Name), .. shape.Indexes.Select(static index => index.Sort.Name), .. Draws.Free.Select(static a => a.Name), "absent"];
        string[] chosen = [.. candidates.Where(name => name != "m" && _draws.OneIn(3))];
        var intoMap = chosen.Length == 0 || _draws.OneIn(3);
        names = intoMap ? [.. chosen, "m"] : chosen;
        project = item => Projected(item, chosen, intoMap);
        return string.Join(_draws.Of([",", " , "]), chosen.Select(bindings.Name).Concat(intoMap ? [bindings.Name("m") + ".y"] : []));
    }

    public JsonObject Ask(ApiWorld world, string operation, JsonObject request)
    {
        var reply = Send(world, operation, request);
        Assert.True(reply.Status == 200, $"{operation} {request.ToJsonString()} answered {reply}");
        return reply.Json;
    }

    private static JsonObject Projected(JsonObject item, string[] names, bool intoMap)
    {
        var result = new JsonObject();
        foreach (var name in names)
            if (item[name] is { } value)
                result[name] = value.DeepClone();
        if (intoMap && item["m"] is { } m && Values.TypeOf(m) == "M" && Values.Content(m)["y"] is { } y)
            result["m"] = Values.Make("M", new JsonObject { ["y"] = y.DeepClone() });
        return result;
    }

    private void Write(
        ApiWorld world, string operation, JsonObject request, JsonObject key, Bindings bindings,
        Func<JsonObject?, JsonObject?> change, string[] returns, Update? update = null)
    {
        var condition = _draws.OneIn(2) ? _draws.Condition(bindings, mayUseKeys: true) : null;
        if (condition is not null)
            request["ConditionExpression"] = condition.Text;
        bindings.AddTo(request);
        var wanted = _draws.Of(returns);
        request["ReturnValues"] = wanted;
        request["ReturnConsumedCapacity"] = "INDEXES";
        var showsOld = _draws.OneIn(2);
        if (showsOld)
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD";
        var before = Model.Find(key);
        var reply = Send(world, operation, request);
        if (condition is not null)
        {
            Conditions++;
            if (!condition.Holds(before ?? []))
            {
                ConditionsFailed++;
                Assert.True(reply.Error == "ConditionalCheckFailedException", $"{request.ToJsonString()} on {before?.ToJsonString()} answered {reply}");
                Assert.Equal(Values.Canonical(showsOld ? before : null), Values.Canonical(reply.Json["Item"]?.AsObject()));
                return;
            }
        }
        var after = change(before);
        if (update is not null && after is null)
        {
            UpdatesRefused++;
            Assert.True(reply.Error == "ValidationException", $"{request.ToJsonString()} on {before?.ToJsonString()} answered {reply}");
            return;
        }
        Assert.True(reply.Status == 200, $"{request.ToJsonString()} on {before?.ToJsonString()} answered {reply}");
        var cost = Model.Write(key, after);
        AssertReturned(reply.Json, wanted, before, Model.Find(key), update);
        AssertCost(cost, reply.Json["ConsumedCapacity"]!);
    }

    private static void AssertReturned(JsonObject answer, string wanted, JsonObject? before, JsonObject? after, Update? update)
    {
        var image = wanted switch { "ALL_OLD" or "UPDATED_OLD" => before, "ALL_NEW" or "UPDATED_NEW" => after, _ => null };
        if (image is not null && wanted.StartsWith("UPDATED", StringComparison.Ordinal))
            image = Projected(image, [.. update!.Touched], intoMap: false) is { Count: > 0 } touched ? touched : null;
        Assert.Equal(Values.Canonical(image), Values.Canonical(answer["Attributes"]?.AsObject()));
    }

    private static void AssertCost(WriteCost cost, JsonNode consumed)
    {
        Assert.Equal(cost.Table, (double)consumed["Table"]!["CapacityUnits"]!);
        Assert.Equal(cost.Table + cost.Indexes.Values.Sum(), (double)consumed["CapacityUnits"]!);
        var indexes = consumed["LocalSecondaryIndexes"]?.AsObject().ToDictionary(static index => index.Key, static index => (double)index.Value!["CapacityUnits"]!) ?? [];
        Assert.Equal(cost.Indexes.OrderBy(static index => index.Key), indexes.OrderBy(static index => index.Key));
    }

    // An index key of the wrong type keeps the item out.
    private void PutMisfit(ApiWorld world, JsonObject item)
    {
        var index = _draws.Of(shape.Indexes);
        item[index.Sort.Name] = _draws.Value(_draws.Of(["BOOL", "L", "SS"]));
        var reply = Send(world, "PutItem", new JsonObject { ["TableName"] = shape.Name, ["Item"] = item });
        Assert.True(reply.Error == "ValidationException", reply.ToString());
    }

    // With tiny limits a write may have to wait for a checkpoint; clients are told to try again.
    public ApiReply Send(ApiWorld world, string operation, JsonObject request)
    {
        Requests++;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var reply = world.Call(operation, request);
            if (reply.Status == 200 || reply.Error != "ThrottlingException")
                return reply;
            Throttled++;
            world.Executors.RunFor(TimeSpan.FromMilliseconds(50));
        }
        throw new TimeoutException($"{operation} was throttled {AttemptsMax} times.");
    }

    private static double ReadUnits(JsonObject? item, bool consistent) =>
        (consistent ? 1 : 0.5) * Math.Max(1, Math.Ceiling((item is null ? 0 : Values.SizeOf(item)) / 4096.0));
}
