using System.Text.Json.Nodes;

using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Reference;

/// <summary>Queries and scans, page by page to their end, against the model's pages.</summary>
internal sealed class RangeExercise(Exercise exercise, Shape shape)
{
    private readonly Draws _draws = exercise.Draws;

    public int Pages { get; private set; }

    public void Query(ApiWorld world)
    {
        var index = DrawIndex();
        var bindings = new Bindings();
        var partition = _draws.Key()[shape.Partition.Name]!;
        var rows = exercise.Model.RowsOf(partition, index);
        var text = $"{bindings.Name(shape.Partition.Name)} = {bindings.Value(partition)}";
        if ((index?.Sort ?? shape.Sort) is { } sort && _draws.OneIn(2))
        {
            var (condition, holds) = SortCondition(bindings, sort);
            text = _draws.OneIn(2) ? $"{text} AND {condition}" : $"({condition}) and ({text})";
            rows = [.. rows.Where(row => holds(row.Item[sort.Name]!))];
        }
        var request = new JsonObject { ["TableName"] = shape.Name, ["KeyConditionExpression"] = text };
        if (_draws.OneIn(2))
        {
            var forward = _draws.OneIn(2);
            request["ScanIndexForward"] = forward;
            if (!forward)
                rows.Reverse();
        }
        Ask(world, "Query", request, bindings, index, rows);
    }

    public void Scan(ApiWorld world)
    {
        var order = PartitionsInScanOrder(world);
        var index = DrawIndex();
        List<Row> rows = [.. order.SelectMany(partition => exercise.Model.RowsOf(partition, index))];
        Ask(world, "Scan", new JsonObject { ["TableName"] = shape.Name }, new Bindings(), index, rows);
    }

    public void ScanInSegments(ApiWorld world)
    {
        var total = 1 + _draws.Int(9);
        var index = DrawIndex();
        var seen = new List<string>();
        var segmentOf = new Dictionary<string, int>();
        for (var segment = 0; segment < total; segment++)
        {
            var request = new JsonObject { ["TableName"] = shape.Name, ["TotalSegments"] = total, ["Segment"] = segment };
            if (index is not null)
                request["IndexName"] = index.Name;
            foreach (var item in ReadAll(world, request, 1 + _draws.Int(20)))
            {
                seen.Add(Values.Canonical(item));
                var partition = Values.Canonical(item[shape.Partition.Name]!);
                Assert.True(segmentOf.TryAdd(partition, segment) || segmentOf[partition] == segment, "An item collection lies in two segments.");
            }
        }
        var expected = exercise.Model.Items.Where(item => index is null || item.ContainsKey(index.Sort.Name)).Select(item => Values.Canonical(exercise.Model.EntryOf(item, index)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    // The hash that orders partitions is the engine's own affair; that a collection stays together, sorted, is not.
    private List<JsonNode> PartitionsInScanOrder(ApiWorld world)
    {
        var partitions = new List<JsonNode>();
        var seen = new HashSet<string>();
        var items = ReadAll(world, new JsonObject { ["TableName"] = shape.Name }, 1 + _draws.Int(40));
        foreach (var item in items)
        {
            var partition = item[shape.Partition.Name]!;
            if (partitions.Count > 0 && Values.AreEqual(partitions[^1], partition))
                continue;
            Assert.True(seen.Add(Values.Canonical(partition)), "An item collection is torn apart.");
            partitions.Add(partition);
        }
        Assert.Equal(
            partitions.SelectMany(partition => exercise.Model.RowsOf(partition, null)).Select(static row => Values.Canonical(row.Item)),
            items.Select(static item => Values.Canonical(item)));
        Assert.Equal(exercise.Model.Items.Count(), items.Count);
        return partitions;
    }

    private List<JsonObject> ReadAll(ApiWorld world, JsonObject request, int limit)
    {
        var items = new List<JsonObject>();
        request["Limit"] = limit;
        while (true)
        {
            var answer = exercise.Ask(world, "Scan", request);
            Pages++;
            items.AddRange(answer["Items"]!.AsArray().Select(static item => item!.AsObject()));
            if (answer["LastEvaluatedKey"] is not { } last)
                return items;
            request["ExclusiveStartKey"] = last.DeepClone();
        }
    }

    private void Ask(ApiWorld world, string operation, JsonObject request, Bindings bindings, IndexShape? index, List<Row> rows)
    {
        var question = new RangeQuestion(shape, index, Fetches: false, CountsOnly: false, Consistent: _draws.OneIn(2), Limit: _draws.OneIn(2) ? 1 + _draws.Int(15) : null);
        if (index is not null)
            request["IndexName"] = index.Name;
        if (question.Limit is { } limit)
            request["Limit"] = limit;
        request["ConsistentRead"] = question.Consistent;
        request["ReturnConsumedCapacity"] = "INDEXES";
        string[] filtered = [];
        if (_draws.OneIn(2))
        {
            var filter = _draws.Condition(bindings, mayUseKeys: false);
            request["FilterExpression"] = filter.Text;
            question = question with { Filter = filter.Holds };
            filtered = filter.Names;
        }
        question = Select(request, bindings, index, question);
        bindings.AddTo(request);
        if (operation == "Query" && index is not null && !filtered.All(name => shape.Projects(index, name)))
            AssertRefused(world, request);
        else
            Compare(world, operation, request, question, rows);
    }

    // A query may not filter by what its index does not hold; a scan finds nothing there.
    private void AssertRefused(ApiWorld world, JsonObject request)
    {
        var reply = exercise.Send(world, "Query", request);
        Assert.True(
            reply.Error == "ValidationException" && reply.Message.Contains("does not project one or more filter attributes", StringComparison.Ordinal),
            $"Query {request.ToJsonString()} answered {reply}");
    }

    private RangeQuestion Select(JsonObject request, Bindings bindings, IndexShape? index, RangeQuestion question)
    {
        switch (_draws.Int(6))
        {
            case 0:
                request["Select"] = "COUNT";
                return question with { CountsOnly = true };
            case 1:
                request["Select"] = "ALL_ATTRIBUTES";
                return question with { Fetches = index is { Included: not null } };
            case 2 when index is not null:
                request["Select"] = "ALL_PROJECTED_ATTRIBUTES";
                return question;
            case 3 or 4:
                request["ProjectionExpression"] = exercise.Projection(bindings, out var project, out var names);
                if (_draws.OneIn(2))
                    request["Select"] = "SPECIFIC_ATTRIBUTES";
                return question with { Project = project, Fetches = index is not null && !names.All(name => shape.Projects(index, name)) };
            default:
                return question;
        }
    }

    private void Compare(ApiWorld world, string operation, JsonObject request, RangeQuestion question, List<Row> rows)
    {
        for (var start = 0; ;)
        {
            var answer = exercise.Ask(world, operation, request);
            var page = Page.Of(question, rows, start);
            Pages++;
            string About() => $"{operation} {request.ToJsonString()}";
            Assert.True(page.Scanned == (int)answer["ScannedCount"]!, About());
            Assert.True(page.Count == (int)answer["Count"]!, About());
            Assert.True(Values.Canonical(page.LastKey) == Values.Canonical(answer["LastEvaluatedKey"]?.AsObject()), About());
            if (question.CountsOnly)
                Assert.Null(answer["Items"]);
            else
                Assert.Equal(page.Items.Select(static item => Values.Canonical(item!.AsObject())), answer["Items"]!.AsArray().Select(static item => Values.Canonical(item!.AsObject())));
            AssertCost(page, question, answer["ConsumedCapacity"]!);
            if (page.LastKey is null)
                return;
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]!.DeepClone();
            start = page.Next;
        }
    }

    private static void AssertCost(Page page, RangeQuestion question, JsonNode consumed)
    {
        Assert.Equal(page.TableUnits + page.IndexUnits, (double)consumed["CapacityUnits"]!);
        Assert.Equal(page.TableUnits, (double)consumed["Table"]!["CapacityUnits"]!);
        Assert.Equal(question.Index is null ? null : page.IndexUnits, (double?)consumed["LocalSecondaryIndexes"]?[question.Index!.Name]!["CapacityUnits"]);
    }

    private (string Text, Func<JsonNode, bool> Holds) SortCondition(Bindings bindings, KeyAttribute sort)
    {
        var name = bindings.Name(sort.Name);
        var bound = _draws.KeyValue(sort, 30);
        if (sort.Type != "N" && _draws.OneIn(5))
            return ($"begins_with({name}, {bindings.Value(bound)})", value => Values.Bytes(value).AsSpan().StartsWith(Values.Bytes(bound)));
        if (_draws.OneIn(4))
        {
            var other = _draws.KeyValue(sort, 30);
            var (low, high) = Values.Compare(bound, other) <= 0 ? (bound, other) : (other, bound);
            return ($"{name} BETWEEN {bindings.Value(low)} AND {bindings.Value(high)}", value => Values.Compare(value, low) >= 0 && Values.Compare(value, high) <= 0);
        }
        var text = bindings.Value(bound);
        return _draws.Int(5) switch
        {
            0 => ($"{name} = {text}", value => Values.Compare(value, bound) == 0),
            1 => ($"{name} < {text}", value => Values.Compare(value, bound) < 0),
            2 => ($"{name} <= {text}", value => Values.Compare(value, bound) <= 0),
            3 => ($"{name} > {text}", value => Values.Compare(value, bound) > 0),
            _ => ($"{name} >= {text}", value => Values.Compare(value, bound) >= 0),
        };
    }

    private IndexShape? DrawIndex() => shape.Indexes.Length > 0 && _draws.OneIn(2) ? _draws.Of(shape.Indexes) : null;
}
