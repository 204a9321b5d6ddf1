namespace Ballast.Conformance.Values;

public sealed class NestingTests(HashTable table) : IClassFixture<HashTable>
{
    [Fact]
    public Task A_value_on_the_thirty_second_level_of_lists_is_kept() => IsKeptAsync(Lists(31));

    [Fact]
    public Task A_value_on_the_thirty_second_level_of_maps_is_kept() => IsKeptAsync(Maps(31));

    [Fact]
    public Task A_value_on_the_thirty_third_level_of_lists_is_refused() => IsRefusedAsync(Lists(32));

    [Fact]
    public Task A_value_on_the_thirty_third_level_of_maps_is_refused() => IsRefusedAsync(Maps(32));

    private async Task IsKeptAsync(AttributeValue deep)
    {
        var item = Item(("pk", S(table.NewKey())), ("deep", deep));
        await table.PutAsync(item);
        Canonical.AssertSame(item, (await table.GetAsync(Item(("pk", item["pk"])))).Item);
    }

    private Task IsRefusedAsync(AttributeValue deep) =>
        Refused.AsInvalidAsync(() => table.PutAsync(Item(("pk", S(table.NewKey())), ("deep", deep))), "nest");

    // An attribute's own value is level one, so a scalar within 31 containers is on level 32.
    private static AttributeValue Lists(int around) => around == 0 ? S("leaf") : L(Lists(around - 1));

    private static AttributeValue Maps(int around) => around == 0 ? S("leaf") : M(("m", Maps(around - 1)));
}
