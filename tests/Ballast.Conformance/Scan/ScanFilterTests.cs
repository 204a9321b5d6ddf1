using Ballast.Conformance.Expressions;
using Ballast.Conformance.Legacy;

namespace Ballast.Conformance.Scan;

/// <summary>Filters as they were before expressions.</summary>
public sealed class ScanFilterTests(HashTable table) : IClassFixture<HashTable>
{
    public static TheoryData<string, string, string, bool> Rows => LegacyRows.Rows;
    public static TheoryData<string, string, string> Refusals => LegacyRows.Refusals;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task An_item_passes_a_scan_filter_exactly_when_it_holds(string attribute, string comparison, string operands, bool holds)
    {
        var pk = table.NewKey();
        await table.PutAsync(new(ConditionRows.Subject) { ["pk"] = S(pk) });
        Assert.Equal(holds ? 1 : 0, (await ScanAsync($"{LegacyRows.Entry("pk", "EQ", $"{{'S':'{pk}'}}")},{LegacyRows.Entry(attribute, comparison, operands)}")).Count());
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public Task A_scan_filter_that_cannot_be_meant_is_refused(string comparison, string operands, string reason) =>
        Refused.AsInvalidAsync(() => ScanAsync(LegacyRows.Entry("a", comparison, operands)), reason);

    [Fact]
    public async Task Either_of_two_keys_may_be_found()
    {
        var (one, two) = (table.NewKey(), table.NewKey());
        await table.PutAsync(Item(("pk", S(one)), ("mark", S(one + two))));
        await table.PutAsync(Item(("pk", S(two))));
        var filter = $"{LegacyRows.Entry("pk", "EQ", $"{{'S':'{two}'}}")},{LegacyRows.Entry("mark", "EQ", $"{{'S':'{one + two}'}}")}";
        Assert.Equal(0, (await ScanAsync(filter)).Count());
        Assert.Equal(2, (await ScanAsync(filter, ",'ConditionalOperator':'OR'")).Count());
    }

    [Fact]
    public async Task An_empty_filter_filters_nothing()
    {
        await table.PutAsync(Item(("pk", S(table.NewKey()))));
        var answer = await ScanAsync("");
        Assert.Equal(answer.GetProperty("ScannedCount").GetInt32(), answer.Count());
        Assert.True(answer.Count() > 0);
    }

    private Task<System.Text.Json.JsonElement> ScanAsync(string filter, string members = "") =>
        table.CallAsync("Scan", $"'ScanFilter':{{{filter}}},'ConsistentRead':true{members}");
}
