namespace Ballast.Conformance.Expressions;

public sealed class FilterTests(HashTable table) : IClassFixture<HashTable>
{
    public static TheoryData<string, bool> Rows => ConditionRows.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task An_item_passes_a_filter_exactly_when_it_holds(string filter, bool holds)
    {
        var pk = S(table.NewKey());
        await table.PutAsync(new(ConditionRows.Subject) { ["pk"] = pk });
        var values = Vocabulary.ValuesIn(filter) ?? [];
        values[":pk"] = pk;
        var answer = await table.QueryAsync("pk = :pk", values, query =>
        {
            query.FilterExpression = filter;
            query.ExpressionAttributeNames = Vocabulary.NamesIn(filter);
        });
        Assert.Equal((holds ? 1 : 0, 1), (answer.Count, answer.ScannedCount));
    }
}
