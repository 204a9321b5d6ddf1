using System.Text.Json.Nodes;

using Ballast.Foundation;

namespace Ballast.Fuzz.Grammar;

/// <summary>Requests of every operation, each mostly as it should be: what mutations begin from.</summary>
internal sealed class RequestGrammar
{
    private static readonly string[] ReturnValues = ["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW", "ALL"];
    private static readonly string[] Capacities = ["NONE", "TOTAL", "INDEXES"];
    private static readonly string[] Selects = ["ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT"];
    private static readonly string[] Indexes = ["by-a", "by-b", "no-such-index"];
    private static readonly string[] Others =
        ["DescribeLimits", "DescribeEndpoints", "TransactWriteItems", "ExecuteStatement", "UpdateTimeToLive", "NoSuchOperation", ""];

    private readonly Chance _chance;
    private readonly ValueGrammar _values;
    private readonly TableGrammar _tables;
    private readonly (int Weight, string Operation, Func<JsonObject> Body)[] _operations;
    private readonly int _weights;

    public RequestGrammar(Chance chance)
    {
        _chance = chance;
        _values = new ValueGrammar(chance);
        _tables = new TableGrammar(chance);
        _operations =
        [
            (12, "GetItem", GetItem), (14, "PutItem", PutItem), (20, "UpdateItem", UpdateItem), (8, "DeleteItem", DeleteItem),
            (18, "Query", Query), (8, "Scan", Scan), (5, "BatchGetItem", BatchGet), (5, "BatchWriteItem", BatchWrite),
            (1, "CreateTable", _tables.Create), (1, "DeleteTable", _tables.Fleeting), (2, "UpdateTable", _tables.Update), (2, "DescribeTable", _tables.Named),
            (1, "ListTables", _tables.List), (1, "TagResource", _tables.Tagging), (1, "UntagResource", _tables.Tagging), (1, "ListTagsOfResource", _tables.Tagging),
            (1, "DescribeTimeToLive", _tables.Named), (1, "DescribeContinuousBackups", _tables.Named),
        ];
        _weights = _operations.Sum(static operation => operation.Weight);
    }

    public (string Operation, JsonObject Body) Next()
    {
        if (_chance.OneIn(100))
            return (Pools.Of(_chance, Others), _tables.Named());
        var at = _chance.NextInt32(_weights);
        var drawn = _operations.First(operation => (at -= operation.Weight) < 0);
        return (drawn.Operation, drawn.Body());
    }

    private JsonObject GetItem()
    {
        var (table, body) = OnTable();
        body["Key"] = _values.Key(table);
        Maybe(body, 3, "ConsistentRead", () => _chance.OneIn(2));
        var expressions = new ExpressionGrammar(_chance, _values);
        Maybe(body, 2, "ProjectionExpression", () => expressions.Projection());
        expressions.Complete(body);
        return body;
    }

    private JsonObject PutItem()
    {
        var (table, body) = OnTable();
        body["Item"] = _values.Item(table);
        return Conditional(body, ReturnValues[..2]);
    }

    private JsonObject DeleteItem()
    {
        var (table, body) = OnTable();
        body["Key"] = _values.Key(table);
        return Conditional(body, ReturnValues[..2]);
    }

    private JsonObject UpdateItem()
    {
        var (table, body) = OnTable();
        body["Key"] = _values.Key(table);
        var expressions = new ExpressionGrammar(_chance, _values);
        Maybe(body, 1, "UpdateExpression", () => expressions.Update());
        return Conditional(body, ReturnValues, expressions);
    }

    private JsonObject Query()
    {
        var (table, body) = OnTable();
        var index = table.Range is null || _chance.OneIn(2) ? null : Pools.Of(_chance, Indexes);
        if (index is not null)
            body["IndexName"] = index;
        var expressions = new ExpressionGrammar(_chance, _values);
        body["KeyConditionExpression"] = expressions.KeyCondition(table, index is null ? table.Range : index[^1..]);
        Maybe(body, 3, "ScanIndexForward", () => _chance.OneIn(2));
        return Range(table, body, expressions);
    }

    private JsonObject Scan()
    {
        var (table, body) = OnTable();
        Maybe(body, 4, "IndexName", () => Pools.Of(_chance, Indexes));
        if (_chance.OneIn(3))
        {
            body["TotalSegments"] = _chance.NextInt32(6);
            body["Segment"] = _chance.NextInt32(5);
        }
        return Range(table, body, new ExpressionGrammar(_chance, _values));
    }

    private JsonObject BatchGet()
    {
        var requests = new JsonObject();
        foreach (var table in Pools.Tables.Where(_ => _chance.OneIn(2)))
        {
            var count = _chance.OneIn(50) ? 101 : 1 + _chance.NextInt32(6);
            var keys = new JsonObject { ["Keys"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => _values.Key(table))]) };
            var expressions = new ExpressionGrammar(_chance, _values);
            Maybe(keys, 3, "ProjectionExpression", () => expressions.Projection());
            expressions.Complete(keys);
            requests[table.Name] = keys;
        }
        return Reporting(new JsonObject { ["RequestItems"] = requests });
    }

    private JsonObject BatchWrite()
    {
        var requests = new JsonObject();
        foreach (var table in Pools.Tables.Where(_ => _chance.OneIn(2)))
        {
            var count = _chance.OneIn(50) ? 26 : 1 + _chance.NextInt32(6);
            requests[table.Name] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => Write(table))]);
        }
        return Reporting(new JsonObject { ["RequestItems"] = requests });
    }

    private JsonObject Write(FuzzTable table) => _chance.OneIn(3)
        ? new JsonObject { ["DeleteRequest"] = new JsonObject { ["Key"] = _values.Key(table) } }
        : new JsonObject { ["PutRequest"] = new JsonObject { ["Item"] = _values.Item(table) } };

    private JsonObject Range(FuzzTable table, JsonObject body, ExpressionGrammar expressions)
    {
        Maybe(body, 3, "FilterExpression", () => expressions.Condition());
        Maybe(body, 4, "ProjectionExpression", () => expressions.Projection());
        Maybe(body, 4, "Select", () => Pools.Of(_chance, Selects));
        Maybe(body, 3, "Limit", () => _chance.NextInt32(12) - 1);
        Maybe(body, 5, "ExclusiveStartKey", () => _values.Key(table));
        Maybe(body, 3, "ConsistentRead", () => _chance.OneIn(2));
        expressions.Complete(body);
        return Reporting(body);
    }

    private JsonObject Conditional(JsonObject body, string[] returnValues, ExpressionGrammar? expressions = null)
    {
        expressions ??= new ExpressionGrammar(_chance, _values);
        Maybe(body, 3, "ConditionExpression", () => expressions.Condition());
        Maybe(body, 3, "ReturnValues", () => Pools.Of(_chance, returnValues));
        Maybe(body, 5, "ReturnValuesOnConditionCheckFailure", () => _chance.OneIn(2) ? "ALL_OLD" : "NONE");
        expressions.Complete(body);
        return Reporting(body);
    }

    private JsonObject Reporting(JsonObject body)
    {
        Maybe(body, 4, "ReturnConsumedCapacity", () => Pools.Of(_chance, Capacities));
        Maybe(body, 10, "ReturnItemCollectionMetrics", () => _chance.OneIn(2) ? "SIZE" : "NONE");
        return body;
    }

    private (FuzzTable Table, JsonObject Body) OnTable()
    {
        var table = Pools.Of(_chance, Pools.Tables);
        return (table, new JsonObject { ["TableName"] = _chance.OneIn(20) ? _tables.Name() : table.Name });
    }

    private void Maybe(JsonObject body, int oneIn, string member, Func<JsonNode> value)
    {
        if (_chance.OneIn(oneIn))
            body[member] = value();
    }
}
