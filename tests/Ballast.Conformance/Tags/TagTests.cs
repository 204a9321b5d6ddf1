namespace Ballast.Conformance.Tags;

[DynamoDBLocalDiffers("has no tags")]
public sealed class TagTests(ConformanceServer server) : DisposableTables(server)
{
    [Fact]
    public async Task A_new_table_has_no_tags()
    {
        var arn = await NewTableAsync();
        Assert.Empty(await ListAsync(arn));
    }

    [Fact]
    public async Task Tags_are_added_and_listed()
    {
        var arn = await NewTableAsync();
        await TagAsync(arn, ("team", "blue"), ("empty", ""));
        Assert.Equal([("empty", ""), ("team", "blue")], await ListAsync(arn));
    }

    [Fact]
    public async Task A_tag_set_again_has_the_new_value_and_leaves_the_others()
    {
        var arn = await NewTableAsync();
        await TagAsync(arn, ("team", "blue"), ("stage", "test"));
        await TagAsync(arn, ("team", "red"));
        Assert.Equal([("stage", "test"), ("team", "red")], await ListAsync(arn));
    }

    [Fact]
    public async Task Tags_are_removed_by_key_and_unknown_keys_do_not_matter()
    {
        var arn = await NewTableAsync();
        await TagAsync(arn, ("team", "blue"), ("stage", "test"));
        await Client.UntagResourceAsync(new UntagResourceRequest { ResourceArn = arn, TagKeys = ["team", "never"] });
        Assert.Equal([("stage", "test")], await ListAsync(arn));
    }

    [Fact]
    public async Task Fifty_tags_are_accepted()
    {
        var arn = await NewTableAsync();
        await TagAsync(arn, [.. Enumerable.Range(0, 50).Select(number => ($"key-{number}", "v"))]);
        Assert.Equal(50, (await ListAsync(arn)).Count);
    }

    [Fact]
    public async Task The_fifty_first_tag_is_refused()
    {
        var arn = await NewTableAsync();
        await TagAsync(arn, [.. Enumerable.Range(0, 50).Select(number => ($"key-{number}", "v"))]);
        await Refused.AsInvalidAsync(() => TagAsync(arn, ("one-more", "v")));
    }

    [Theory]
    [InlineData(128, 256)]
    public async Task A_key_of_128_and_a_value_of_256_characters_are_accepted(int key, int value)
    {
        var arn = await NewTableAsync();
        await TagAsync(arn, (new string('k', key), new string('v', value)));
        Assert.Single(await ListAsync(arn));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(129, 1)]
    [InlineData(1, 257)]
    public async Task A_key_or_value_of_another_length_is_refused(int key, int value)
    {
        var arn = await NewTableAsync();
        await Refused.AsInvalidAsync(() => TagAsync(arn, (new string('k', key), new string('v', value))));
    }

    [Fact]
    public async Task An_empty_list_of_tags_is_refused()
    {
        var arn = await NewTableAsync();
        await Refused.AsInvalidAsync(() => TagAsync(arn));
    }

    [Fact]
    public async Task A_table_that_does_not_exist_cannot_be_tagged()
    {
        var arn = await NewTableAsync();
        await Refused.AsMissingTableAsync(() => TagAsync(arn + "-missing", ("team", "blue")));
    }

    private async Task<string> NewTableAsync() => (await CreateActiveAsync(Plain())).TableArn;

    private Task TagAsync(string arn, params (string Key, string Value)[] tags) =>
        Client.TagResourceAsync(new TagResourceRequest
        {
            ResourceArn = arn,
            Tags = [.. tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
        });

    private async Task<List<(string Key, string Value)>> ListAsync(string arn)
    {
        List<(string, string)> found = [];
        string? next = null;
        do
        {
            var page = await Client.ListTagsOfResourceAsync(new ListTagsOfResourceRequest { ResourceArn = arn, NextToken = next });
            found.AddRange((page.Tags ?? []).Select(tag => (tag.Key, tag.Value)));
            next = page.NextToken;
        }
        while (next is not null);
        return [.. found.Order()];
    }
}
