namespace Ballast.Conformance.CreateTable;

public sealed class CreateTableNameTests(ConformanceServer server) : DisposableTables(server)
{
    [Fact]
    public async Task A_name_of_255_characters_is_accepted()
    {
        var request = Plain();
        request.TableName = request.TableName.PadRight(255, 'n');
        Assert.Equal(255, (await CreateActiveAsync(request)).TableName.Length);
    }

    [Fact]
    public Task A_name_of_256_characters_is_refused() => NameIsRefusedAsync(new string('n', 256));

    [Fact]
    public async Task A_name_may_hold_letters_digits_dots_dashes_and_underscores()
    {
        var request = Plain();
        request.TableName += ".A-z_0";
        Assert.Equal(request.TableName, (await CreateActiveAsync(request)).TableName);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("with space")]
    [InlineData("slash/name")]
    [InlineData("umlaut-ä")]
    [InlineData("question?")]
    public Task A_name_that_is_short_or_has_other_characters_is_refused(string name) => NameIsRefusedAsync(name);

    [Fact]
    public async Task A_name_in_use_is_refused()
    {
        var request = Plain();
        await CreateActiveAsync(request);
        await Refused.WithCodeAsync("ResourceInUseException", () => Client.CreateTableAsync(request));
    }

    [Fact]
    [DynamoDBLocalDiffers("fails with a 500")]
    public async Task Names_differ_by_case()
    {
        var request = Plain();
        await CreateActiveAsync(request);
        request.TableName = request.TableName.ToUpperInvariant();
        Assert.Equal(request.TableName, (await CreateActiveAsync(request)).TableName);
    }

    [Fact]
    [DynamoDBLocalDiffers("gives no id")]
    public async Task A_name_can_be_used_again_after_deletion_and_the_new_table_is_empty()
    {
        var request = Plain();
        var first = await CreateActiveAsync(request);
        await Client.PutItemAsync(request.TableName, Item(("pk", S("old"))));
        await Client.DeleteTableAsync(request.TableName);
        await Server.WaitUntilGoneAsync(request.TableName);
        var second = await CreateActiveAsync(request);
        var found = await Client.GetItemAsync(request.TableName, Item(("pk", S("old"))), consistentRead: true);
        Assert.Null(found.Item);
        Assert.NotEqual(first.TableId, second.TableId);
    }

    private async Task NameIsRefusedAsync(string name)
    {
        var request = Plain();
        request.TableName = name;
        await Refused.AsInvalidAsync(() => CreateAsync(request), "name");
    }
}
