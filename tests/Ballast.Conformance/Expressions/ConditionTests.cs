namespace Ballast.Conformance.Expressions;

public sealed class ConditionTests(HashTable table) : IClassFixture<HashTable>
{
    public static TheoryData<string, bool> Rows => ConditionRows.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_write_is_done_exactly_when_its_condition_holds(string condition, bool holds)
    {
        var key = Item(("pk", S(table.NewKey())));
        Dictionary<string, AttributeValue> subject = new(ConditionRows.Subject) { ["pk"] = key["pk"] };
        await table.PutAsync(subject);
        Task Delete() => table.DeleteAsync(key, delete =>
        {
            delete.ConditionExpression = condition;
            delete.ExpressionAttributeNames = Vocabulary.NamesIn(condition);
            delete.ExpressionAttributeValues = Vocabulary.ValuesIn(condition);
        });
        if (holds)
            await Delete();
        else
            await Refused.ByConditionAsync(Delete);
        Canonical.AssertSame(holds ? null : subject, (await table.GetAsync(key)).Item);
    }
}
