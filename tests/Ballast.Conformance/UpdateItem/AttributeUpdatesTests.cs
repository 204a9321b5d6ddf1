using Ballast.Conformance.Legacy;

namespace Ballast.Conformance.UpdateItem;

/// <summary>Updates as they were before expressions.</summary>
public sealed class AttributeUpdatesTests(HashTable table) : IClassFixture<HashTable>
{
    [Theory]
    [InlineData("'S':'old'", "'Action':'PUT','Value':{'N':'1'}", "'N':'1'")]
    [InlineData("", "'Action':'PUT','Value':{'M':{}}", "'M':{}")]
    [InlineData("'S':'old'", "'Action':'DELETE'", "")]
    [InlineData("", "'Action':'DELETE'", "")]
    [InlineData("'N':'5'", "'Action':'ADD','Value':{'N':'-1.5'}", "'N':'3.5'")]
    [InlineData("", "'Action':'ADD','Value':{'N':'7'}", "'N':'7'")]
    [InlineData("'SS':['a','b']", "'Action':'ADD','Value':{'SS':['b','c']}", "'SS':['a','b','c']")]
    [InlineData("", "'Action':'ADD','Value':{'NS':['1']}", "'NS':['1']")]
    [InlineData("'L':[{'S':'a'}]", "'Action':'ADD','Value':{'L':[{'N':'1'},{'S':'a'}]}", "'L':[{'S':'a'},{'N':'1'},{'S':'a'}]")]
    [InlineData("", "'Action':'ADD','Value':{'L':[]}", "'L':[]")]
    [InlineData("'SS':['a','b']", "'Action':'DELETE','Value':{'SS':['b','c']}", "'SS':['a']")]
    [InlineData("'SS':['a','b']", "'Action':'DELETE','Value':{'SS':['b','a']}", "")]
    [InlineData("'NS':['1','2']", "'Action':'DELETE','Value':{'NS':['2']}", "'NS':['1']")]
    [InlineData("", "'Action':'DELETE','Value':{'SS':['a']}", "")]
    public async Task An_action_changes_one_attribute(string before, string action, string after)
    {
        var pk = table.NewKey();
        await table.CallAsync("PutItem", $"'Item':{{'pk':{{'S':'{pk}'}}{Attribute(before)}}}");
        var answer = await UpdateAsync(pk, $"'x':{{{action}}}", "ALL_NEW");
        Assert.Equal(Alone(after), Sorted(answer.GetProperty("Attributes")));
    }

    [Fact]
    [DynamoDBLocalDiffers("It ignores a value without an action.")]
    public async Task Put_is_the_action_where_none_is_given()
    {
        var pk = table.NewKey();
        var answer = await UpdateAsync(pk, "'x':{'Value':{'S':'v'}}", "UPDATED_NEW");
        Assert.Equal("""{"x":{"S":"v"}}""", answer.GetProperty("Attributes").ToString());
    }

    [Theory]
    [InlineData("'S':'5'", "'Action':'ADD','Value':{'N':'1'}")]
    [InlineData("'N':'5'", "'Action':'ADD','Value':{'NS':['1']}")]
    [InlineData("'SS':['5']", "'Action':'ADD','Value':{'NS':['1']}")]
    [InlineData("'M':{}", "'Action':'ADD','Value':{'L':[]}")]
    [InlineData("'L':[]", "'Action':'DELETE','Value':{'SS':['a']}")]
    [InlineData("'NS':['5']", "'Action':'DELETE','Value':{'SS':['5']}")]
    public async Task An_action_on_another_type_is_refused_and_changes_nothing(string before, string action)
    {
        var pk = table.NewKey();
        await table.CallAsync("PutItem", $"'Item':{{'pk':{{'S':'{pk}'}}{Attribute(before)}}}");
        await table.RefusesAsync("UpdateItem", $"'Key':{{'pk':{{'S':'{pk}'}}}},'AttributeUpdates':{{'y':{{'Action':'PUT','Value':{{'S':'v'}}}},'x':{{{action}}}}}",
            "Type mismatch for attribute to update");
        var item = (await table.CallAsync("GetItem", $"'Key':{{'pk':{{'S':'{pk}'}}}},'ConsistentRead':true")).GetProperty("Item");
        Assert.Equal(Alone(before), Sorted(item));
    }

    [Theory]
    [InlineData("'x':{'Action':'PUT'}", "Only DELETE action is allowed when no attribute value is specified")]
    [InlineData("'x':{'Action':'ADD'}", "Only DELETE action is allowed when no attribute value is specified")]
    [InlineData("'x':{}", "Only DELETE action is allowed when no attribute value is specified")]
    [InlineData("'x':{'Action':'ADD','Value':{'S':'a'}}", "ADD action is not supported for the type S")]
    [InlineData("'x':{'Action':'ADD','Value':{'BOOL':true}}", "ADD action is not supported for the type BOOL")]
    [InlineData("'x':{'Action':'ADD','Value':{'M':{}}}", "ADD action is not supported for the type M")]
    [InlineData("'x':{'Action':'DELETE','Value':{'N':'1'}}", "DELETE action with value is not supported for the type N")]
    [InlineData("'x':{'Action':'DELETE','Value':{'L':[]}}", "DELETE action with value is not supported for the type L")]
    [InlineData("'x':{'Action':'ADD','Value':{'SS':[]}}", "An string set  may not be empty")]
    [InlineData("'pk':{'Action':'PUT','Value':{'S':'a'}}", "Cannot update attribute pk. This attribute is part of the key")]
    [InlineData("'pk':{'Action':'DELETE'}", "Cannot update attribute pk. This attribute is part of the key")]
    public Task An_action_that_cannot_be_meant_is_refused(string updates, string reason) =>
        table.RefusesAsync("UpdateItem", $"'Key':{{'pk':{{'S':'x'}}}},'AttributeUpdates':{{{updates}}}", "One or more parameter values were invalid: " + reason);

    [Fact]
    [DynamoDBLocalDiffers("It checks expectations first.")]
    public Task Updates_are_checked_before_expectations() =>
        table.RefusesAsync("UpdateItem", "'Key':{'pk':{'S':'x'}},'Expected':{'a':{}},'AttributeUpdates':{'x':{'Action':'PUT','Value':{'S':'a'}},'y':{'Action':'ADD'}}",
            "Only DELETE action is allowed");

    [Fact]
    public async Task Points_and_brackets_are_part_of_a_name()
    {
        var pk = table.NewKey();
        var answer = await UpdateAsync(pk, "'a.b':{'Action':'PUT','Value':{'N':'1'}},'l[0]':{'Action':'ADD','Value':{'N':'2'}},'#n':{'Action':'PUT','Value':{'N':'3'}}", "UPDATED_NEW");
        Assert.Equal("""{"#n":{"N":"3"},"a.b":{"N":"1"},"l[0]":{"N":"2"}}""", Sorted(answer.GetProperty("Attributes")));
    }

    [Theory]
    [InlineData("ALL_OLD", """{"gone":{"S":"old"},"keep":{"N":"1"},"x":{"N":"1"}}""")]
    [InlineData("UPDATED_OLD", """{"gone":{"S":"old"},"x":{"N":"1"}}""")]
    [InlineData("ALL_NEW", """{"keep":{"N":"1"},"x":{"N":"2"},"y":{"S":"v"}}""")]
    [InlineData("UPDATED_NEW", """{"x":{"N":"2"},"y":{"S":"v"}}""")]
    public async Task Return_values_show_what_changed(string wanted, string expected)
    {
        var pk = table.NewKey();
        await table.PutAsync(Item(("pk", S(pk)), ("gone", S("old")), ("keep", N(1)), ("x", N(1))));
        var answer = await UpdateAsync(pk,
            "'gone':{'Action':'DELETE'},'x':{'Action':'ADD','Value':{'N':'1'}},'y':{'Action':'PUT','Value':{'S':'v'}}", wanted);
        Assert.Equal(expected, Sorted(answer.GetProperty("Attributes")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("'x':{'Action':'PUT','Value':{'S':'v'}}")]
    [InlineData("'x':{'Action':'DELETE'},'y':{'Action':'ADD','Value':{'N':'1'}}")]
    public async Task An_update_makes_an_item_where_there_is_none(string updates)
    {
        var pk = table.NewKey();
        await UpdateAsync(pk, updates, "NONE");
        Assert.True((await table.GetAsync(Item(("pk", S(pk))))).IsItemSet);
    }

    [Theory]
    [InlineData("'x':{'Action':'DELETE'}")]
    [InlineData("'x':{'Action':'DELETE','Value':{'SS':['a']}}")]
    [DynamoDBLocalDiffers("It makes an item of the key alone.")]
    public async Task Deletions_alone_make_no_item(string updates)
    {
        var pk = table.NewKey();
        Assert.Equal("{}", (await UpdateAsync(pk, updates, "ALL_NEW")).ToString());
        Assert.False((await table.GetAsync(Item(("pk", S(pk))))).IsItemSet);
    }

    [Fact]
    public async Task Twenty_additions_at_once_are_all_counted()
    {
        var pk = table.NewKey();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => UpdateAsync(pk, "'n':{'Action':'ADD','Value':{'N':'1'}}", "NONE")));
        Assert.Equal("20", (await table.GetAsync(Item(("pk", S(pk))))).Item["n"].N);
    }

    private Task<System.Text.Json.JsonElement> UpdateAsync(string pk, string updates, string returned) =>
        table.CallAsync("UpdateItem", $"'Key':{{'pk':{{'S':'{pk}'}}}},'AttributeUpdates':{{{updates}}},'ReturnValues':'{returned}'");

    private static string Attribute(string typed) => typed.Length == 0 ? "" : $",'x':{{{typed}}}";

    private static string Alone(string typed) => typed.Length == 0 ? "{}" : $"{{'x':{{{typed}}}}}".Replace('\'', '"');

    // Without the key, in the order of names.
    private static string Sorted(System.Text.Json.JsonElement attributes) =>
        "{" + string.Join(",", attributes.EnumerateObject().Where(member => member.Name != "pk").OrderBy(member => member.Name, StringComparer.Ordinal)) + "}";
}
