namespace Ballast.Conformance.UpdateItem;

public sealed class UpdateExpressionRefusalTests(HashTable table) : IClassFixture<HashTable>
{
    [Theory]
    [InlineData("")]
    [InlineData("SET")]
    [InlineData("SET n")]
    [InlineData("SET n = ")]
    [InlineData("SET n :one")]
    [InlineData("SET n = :one,")]
    [InlineData("SET n = n * :one")]
    [InlineData("SET n = n + :one + :two")]
    [InlineData("CHANGE n = :one")]
    [InlineData("REMOVE n = :one")]
    [InlineData("ADD n = :one")]
    [InlineData("ADD n")]
    [InlineData("DELETE ss")]
    [InlineData("SET n = if_not_exists(n)")]
    [InlineData("SET n = list_append(n)")]
    [InlineData("SET n = unknown_function(n)")]
    [InlineData("SET n = IF_NOT_EXISTS(n, :one)")]
    [InlineData("SET n = attribute_exists(n)")]
    [InlineData("SET n = if_not_exists(:one, :two)")]
    [InlineData("SET n = :one SET s = :two")]
    [InlineData("REMOVE n REMOVE s")]
    [InlineData("SET status = :one")]
    [InlineData("SET n = :undefined")]
    [InlineData("SET #undefined = :one")]
    [InlineData("SET :one = n")]
    [InlineData("ADD n s")]
    public Task A_malformed_update_is_refused(string expression) => IsRefusedAsync(expression, "UpdateExpression");

    [Theory]
    [InlineData("SET n = :one, n = :two", "overlap")]
    [InlineData("SET n = :one REMOVE n", "overlap")]
    [InlineData("SET box.x = :one, box = :map", "overlap")]
    [InlineData("SET box.x = :one, box[1] = :two", "conflict")]
    [InlineData("SET pk = :a", "pk")]
    [InlineData("REMOVE pk", "pk")]
    [InlineData("SET #pk = :a", "pk")]
    [InlineData("SET n = n + :hello", "operand type")]
    [InlineData("SET n = list_append(shelf, :one)", "operand type")]
    [InlineData("ADD n :hello", "operand type")]
    [InlineData("ADD n :list", "operand type")]
    [InlineData("DELETE ss :one", "operand type")]
    public Task An_update_that_cannot_be_meant_is_refused(string expression, string reason) => IsRefusedAsync(expression, reason);

    [Theory]
    [InlineData("SET n = absent + :one", "does not exist")]
    [InlineData("SET n = s + :one", "incorrect data type")]
    [InlineData("SET fresh = absent", "does not exist")]
    [InlineData("SET shelf = list_append(absent, :noList)", "does not exist")]
    [InlineData("SET shelf = list_append(n, :noList)", "incorrect data type")]
    [InlineData("SET absent.x = :one", "document path")]
    [InlineData("SET n.x = :one", "document path")]
    [InlineData("SET box[0] = :one", "document path")]
    [InlineData("SET shelf.x = :one", "document path")]
    [InlineData("REMOVE absent.x", "document path")]
    [InlineData("REMOVE n.x", "document path")]
    [InlineData("ADD s :one", "incorrect data type")]
    [InlineData("ADD ss :ns", "incorrect data type")]
    [InlineData("ADD n :ss", "incorrect data type")]
    [InlineData("DELETE n :ss", "incorrect data type")]
    [InlineData("DELETE ss :ns", "incorrect data type")]
    public async Task An_update_that_does_not_fit_the_item_is_refused_and_changes_nothing(string expression, string reason)
    {
        var item = Item(
            ("pk", S(table.NewKey())), ("n", N(5)), ("s", S("x")), ("ss", SS("a")), ("shelf", L(N(0))), ("box", M(("x", N(1)))));
        await table.PutAsync(item);
        var key = Item(("pk", item["pk"]));
        await Refused.AsInvalidAsync(() => table.UpdateAsync(key, expression, Vocabulary.ValuesIn(expression)), reason);
        Canonical.AssertSame(item, (await table.GetAsync(key)).Item);
    }

    [Fact]
    public Task A_value_that_no_expression_uses_is_refused() =>
        Refused.AsInvalidAsync(
            () => table.UpdateAsync(Item(("pk", S("x"))), "REMOVE n", Item((":spare", N(1)))), "unused", ":spare");

    [Fact]
    public Task Values_need_an_expression() =>
        Refused.AsInvalidAsync(() => table.UpdateAsync(Item(("pk", S("x"))), null, Item((":spare", N(1)))), "ExpressionAttributeValues");

    private Task IsRefusedAsync(string expression, string reason) =>
        Refused.AsInvalidAsync(
            () => table.UpdateAsync(Item(("pk", S("x"))), expression, Vocabulary.ValuesIn(expression), update =>
                update.ExpressionAttributeNames = Vocabulary.NamesIn(expression)),
            reason);
}
