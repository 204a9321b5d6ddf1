using Ballast.Conformance.Expressions;
using Ballast.Conformance.Legacy;

namespace Ballast.Conformance.Query;

/// <summary>Filters as they were before expressions.</summary>
public sealed class QueryFilterTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    public static TheoryData<string, string, string, bool> Rows => LegacyRows.Rows;
    public static TheoryData<string, string, string> Refusals => LegacyRows.Refusals;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task An_item_passes_a_query_filter_exactly_when_it_holds(string attribute, string comparison, string operands, bool holds)
    {
        var pk = table.NewKey();
        await table.PutAsync(new(ConditionRows.Subject) { ["pk"] = S(pk), ["sk"] = S("only") });
        var answer = await QueryAsync(pk, LegacyRows.Entry(attribute, comparison, operands));
        Assert.Equal((holds ? 1 : 0, 1), (answer.Count(), answer.GetProperty("ScannedCount").GetInt32()));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public Task A_query_filter_that_cannot_be_meant_is_refused(string comparison, string operands, string reason) =>
        Refused.AsInvalidAsync(() => QueryAsync("x", LegacyRows.Entry("a", comparison, operands)), reason);

    [Theory]
    [InlineData("", 1)]
    [InlineData(",'ConditionalOperator':'AND'", 1)]
    [InlineData(",'ConditionalOperator':'OR'", 3)]
    public async Task Filters_are_joined_by_the_operator(string members, int passing)
    {
        var pk = table.NewKey();
        foreach (var (sk, a, b) in ((string, int, int)[])[("1", 1, 1), ("2", 1, 2), ("3", 2, 1), ("4", 2, 2)])
            await table.PutAsync(Item(("pk", S(pk)), ("sk", S(sk)), ("a", N(a)), ("b", N(b))));
        var answer = await QueryAsync(pk, LegacyRows.Entry("a", "EQ", "{'N':'1'}") + "," + LegacyRows.Entry("b", "EQ", "{'N':'1'}"), members);
        Assert.Equal((passing, 4), (answer.Count(), answer.GetProperty("ScannedCount").GetInt32()));
    }

    [Theory]
    [InlineData("pk", "")]
    [InlineData("sk", "")]
    [InlineData("score", ",'IndexName':'by_score'")]
    public Task Key_attributes_are_not_for_filters(string attribute, string members) =>
        Refused.AsInvalidAsync(() => QueryAsync("x", LegacyRows.Entry(attribute, "NOT_NULL", ""), members),
            $"QueryFilter can only contain non-primary key attributes: Primary key attribute: {attribute}");

    [Fact]
    public async Task The_key_of_the_table_may_be_filtered_in_an_index()
    {
        var pk = table.NewKey();
        await table.PutAsync(Item(("pk", S(pk)), ("sk", S("a")), ("score", N(1))));
        await table.PutAsync(Item(("pk", S(pk)), ("sk", S("b")), ("score", N(2))));
        Assert.Equal(1, (await QueryAsync(pk, LegacyRows.Entry("sk", "EQ", "{'S':'b'}"), ",'IndexName':'by_score'")).Count());
    }

    private Task<System.Text.Json.JsonElement> QueryAsync(string pk, string filter, string members = "") =>
        table.CallAsync("Query", $"'KeyConditions':{{{LegacyRows.Entry("pk", "EQ", $"{{'S':'{pk}'}}")}}},'QueryFilter':{{{filter}}},'ConsistentRead':true{members}");
}
