namespace Ballast.Conformance.PutItem;

public sealed class ItemSizeTests(HashTable table) : IClassFixture<HashTable>
{
    [Fact]
    public async Task An_item_of_400_kilobytes_is_kept()
    {
        var item = SizedItem.Of(SizedItem.BytesMax, ("pk", S("full")));
        await table.PutAsync(item);
        Assert.Equal(item["body"].S.Length, (await table.GetAsync(Item(("pk", S("full"))))).Item["body"].S.Length);
    }

    [Fact]
    public Task One_byte_more_is_refused() =>
        Refused.AsInvalidAsync(() => table.PutAsync(SizedItem.Of(SizedItem.BytesMax + 1, ("pk", S("over")))), "item size");

    [Fact]
    public async Task An_update_may_fill_an_item_to_400_kilobytes_and_no_further()
    {
        var key = Item(("pk", S("growing")));
        var body = SizedItem.Of(SizedItem.BytesMax, ("pk", S("growing")))["body"].S;
        await Refused.AsInvalidAsync(() => table.UpdateAsync(key, "SET body = :b", Item((":b", S(body + "x")))), "item size");
        await table.UpdateAsync(key, "SET body = :b", Item((":b", S(body))));
        await Refused.AsInvalidAsync(() => table.UpdateAsync(key, "SET z = :b", Item((":b", S("")))), "item size");
        Assert.Equal(2, (await table.GetAsync(key)).Item.Count);
    }

    [Fact]
    public async Task Text_is_counted_in_bytes_of_utf8()
    {
        // Three bytes each: 136,530 of them with key and names make 409,600 less two.
        var most = new string('漢', (SizedItem.BytesMax - "pk".Length - "utf8".Length - "body".Length) / 3);
        await table.PutAsync(Item(("pk", S("utf8")), ("body", S(most))));
        await Refused.AsInvalidAsync(() => table.PutAsync(Item(("pk", S("utf8")), ("body", S(most + "漢")))), "item size");
    }

    [Fact]
    public async Task An_attribute_name_counts_too()
    {
        var name = new string('n', 40_000);
        var item = Item(("pk", S("named")), (name, S(new string('x', SizedItem.BytesMax - "pknamed".Length - name.Length))));
        await table.PutAsync(item);
        item[name].S += "x";
        await Refused.AsInvalidAsync(() => table.PutAsync(item), "item size");
    }

    [Fact]
    [DynamoDBLocalDiffers("fails with a 500")]
    public async Task An_attribute_name_of_65535_bytes_is_kept()
    {
        var item = Item(("pk", S("long name")), (new string('n', 65_535), N(1)));
        await table.PutAsync(item);
        Canonical.AssertSame(item, (await table.GetAsync(Item(("pk", S("long name"))))).Item);
    }

    [Fact]
    [DynamoDBLocalDiffers("fails with a 500")]
    public Task An_attribute_name_of_65536_bytes_is_refused() =>
        Refused.AsInvalidAsync(() => table.PutAsync(Item(("pk", S("x")), (new string('n', 65_536), N(1)))));

    [Fact]
    public Task An_empty_attribute_name_is_refused() =>
        Refused.AsInvalidAsync(() => table.PutAsync(Item(("pk", S("x")), ("", N(1)))));
}
