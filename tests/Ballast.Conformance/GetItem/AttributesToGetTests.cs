using Ballast.Conformance.Legacy;

namespace Ballast.Conformance.GetItem;

/// <summary>Projections as they were before expressions, in every read.</summary>
public sealed class AttributesToGetTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    [Theory]
    [InlineData("'a'", """{"a":{"N":"1"}}""")]
    [InlineData("'m','a.b','absent'", """{"a.b":{"S":"dotted"},"m":{"M":{"x":{"N":"2"}}}}""")]
    [InlineData("'m.x','l[0]'", "{}")]
    [InlineData("'sk'", """{"sk":{"S":"only"}}""")]
    public async Task Every_read_returns_the_attributes_that_are_named(string names, string expected)
    {
        var pk = table.NewKey();
        await table.PutAsync(Item(("pk", S(pk)), ("sk", S("only")), ("a", N(1)), ("a.b", S("dotted")), ("m", M(("x", N(2)))), ("l", L(N(3)))));
        var key = $"{{'pk':{{'S':'{pk}'}},'sk':{{'S':'only'}}}}";
        var get = await table.CallAsync("GetItem", $"'Key':{key},'ConsistentRead':true,'AttributesToGet':[{names}]");
        Assert.Equal(expected, Sorted(get.GetProperty("Item")));
        var query = await table.CallAsync("Query", $"'ConsistentRead':true,'AttributesToGet':[{names}],'KeyConditions':{{{IsPartition(pk)}}}");
        Assert.Equal(expected, Sorted(query.GetProperty("Items")[0]));
        var scan = await table.CallAsync("Scan",
            $"'ConsistentRead':true,'AttributesToGet':[{names}],'Select':'SPECIFIC_ATTRIBUTES','ScanFilter':{{{IsPartition(pk)}}}");
        Assert.Equal(expected, Sorted(scan.GetProperty("Items")[0]));
        var batch = await new Wire(table.Server).CallAsync("BatchGetItem",
            $"{{'RequestItems':{{'{table.Name}':{{'Keys':[{key}],'ConsistentRead':true,'AttributesToGet':[{names}]}}}}}}".Replace('\'', '"'));
        Assert.Equal(expected, Sorted(batch.GetProperty("Responses").GetProperty(table.Name)[0]));
    }

    [Fact]
    public async Task An_index_fetches_what_it_does_not_hold_from_the_table()
    {
        var pk = table.NewKey();
        await table.PutAsync(Item(("pk", S(pk)), ("sk", S("only")), ("label", S("x")), ("color", S("red"))));
        var answer = await table.CallAsync("Query",
            $"'IndexName':'by_label','ConsistentRead':true,'AttributesToGet':['color'],'KeyConditions':{{{IsPartition(pk)}}}");
        Assert.Equal("""{"color":{"S":"red"}}""", Sorted(answer.GetProperty("Items")[0]));
    }

    [Theory]
    [InlineData("COUNT", "only the Count")]
    [InlineData("ALL_ATTRIBUTES", "ALL_ATTRIBUTES")]
    [InlineData("ALL_PROJECTED_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES")]
    public async Task Attributes_are_for_reads_that_return_some_of_them(string select, string named)
    {
        var members = $"'Select':'{select}','AttributesToGet':['a'],'IndexName':'by_score'";
        await table.RefusesAsync("Scan", members, $"Cannot specify the AttributesToGet when choosing to get {named}");
        await table.RefusesAsync("Query", members + $",'KeyConditions':{{{IsPartition("x")}}}", $"Cannot specify the AttributesToGet when choosing to get {named}");
    }

    [Theory]
    [InlineData("GetItem", "'Key':{'pk':{'S':'x'},'sk':{'S':'x'}},'AttributesToGet':['b','a','b']")]
    [InlineData("Query", "'KeyConditions':{'pk':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'x'}]}},'AttributesToGet':['b','a','b']")]
    [InlineData("Scan", "'AttributesToGet':['b','a','b']")]
    [DynamoDBLocalDiffers("It has other words for it.")]
    public Task No_name_stands_twice(string operation, string members) => table.RefusesAsync(operation, members, "Duplicate value in attribute name: b");

    private static string IsPartition(string pk) => LegacyRows.Entry("pk", "EQ", $"{{'S':'{pk}'}}");

    private static string Sorted(System.Text.Json.JsonElement attributes) =>
        "{" + string.Join(",", attributes.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal)) + "}";
}
