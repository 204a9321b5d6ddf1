namespace Ballast.Conformance.Values;

public sealed class NumberTests(HashTable table) : IClassFixture<HashTable>
{
    private static readonly string Digits38 = string.Concat(Enumerable.Repeat("1234567890", 4))[..38];

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.000", "0")]
    [InlineData("0E10", "0")]
    [InlineData("007", "7")]
    [InlineData("-007", "-7")]
    [InlineData("1.0", "1")]
    [InlineData("1.500", "1.5")]
    [InlineData("1E2", "100")]
    [InlineData("1e2", "100")]
    [InlineData("1.5E+3", "1500")]
    [InlineData("12E-1", "1.2")]
    [InlineData("1e-7", "0.0000001")]
    [InlineData("+5", "5")]
    [InlineData(".5", "0.5")]
    [InlineData("-.5", "-0.5")]
    [InlineData("100", "100")]
    public Task A_number_is_normalised(string given, string expected) => ComesBackAsync(given, expected);

    [Theory]
    [InlineData("12345678901234567890123456789012345678")]
    [InlineData("-99999999999999999999999999999999999999")]
    [InlineData("1.2345678901234567890123456789012345678")]
    [InlineData("0.00000000012345678901234567890123456789012345678")]
    [InlineData("1234567890123456789.0123456789012345678")]
    [InlineData("9007199254740993")]
    public Task Thirty_eight_digits_are_kept_exactly(string number) => ComesBackAsync(number, number);

    [Fact]
    public Task Zeros_beyond_the_thirty_eighth_digit_do_not_count() => ComesBackAsync(Digits38 + "00", Digits38 + "00");

    [Theory]
    [InlineData("123456789012345678901234567890123456789")]
    [InlineData("0.123456789012345678901234567890123456789")]
    [InlineData("1000000000000000000000000000000000000.01")]
    public Task Thirty_nine_digits_are_refused(string number) => IsRefusedAsync(number, "38");

    [Theory]
    [InlineData("1E125")]
    [InlineData("9.9999999999999999999999999999999999999E125")]
    [InlineData("-9.9999999999999999999999999999999999999E+125")]
    [InlineData("1E-130")]
    [InlineData("-1E-130")]
    public async Task The_widest_numbers_keep_their_value(string number)
    {
        var key = Item(("pk", S(table.NewKey())));
        await table.PutAsync(Item(("pk", key["pk"]), ("n", N(number))));
        var found = await table.QueryAsync("pk = :pk", Item((":pk", key["pk"]), (":n", N(number))), query => query.FilterExpression = "n = :n");
        Assert.Equal(1, found.Count);
    }

    [Theory]
    [InlineData("1E126", "overflow")]
    [InlineData("-1E126", "overflow")]
    [InlineData("1E-131", "underflow")]
    [InlineData("-1E-131", "underflow")]
    [InlineData("1E99999", "overflow")]
    public Task Numbers_beyond_the_range_are_refused(string number, string reason) => IsRefusedAsync(number, reason);

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1.2.3")]
    [InlineData("1E")]
    [InlineData("--1")]
    [InlineData("1 2")]
    public Task What_is_not_a_number_is_refused(string text) => IsRefusedAsync(text, "cannot be converted");

    [Fact]
    [DynamoDBLocalDiffers("keeps the spelling of a nested number")]
    public async Task Numbers_in_sets_lists_and_maps_are_normalised_too()
    {
        var key = Item(("pk", S(table.NewKey())));
        await table.PutAsync(Item(("pk", key["pk"]), ("ns", NS("1.0", "2E1")), ("l", L(N("03"))), ("m", M(("n", N("4.50"))))));
        var expected = Item(("pk", key["pk"]), ("ns", NS("1", "20")), ("l", L(N("3"))), ("m", M(("n", N("4.5")))));
        Canonical.AssertSame(expected, (await table.GetAsync(key)).Item);
    }

    [Fact]
    public async Task Arithmetic_keeps_thirty_eight_digits()
    {
        var key = Item(("pk", S(table.NewKey())));
        await table.PutAsync(Item(("pk", key["pk"]), ("n", N("12345678901234567890123456789012345677"))));
        await table.UpdateAsync(key, "SET n = n + :one", Item((":one", N(1))));
        Assert.Equal(Digits38, (await table.GetAsync(key)).Item["n"].N);
    }

    [Fact]
    public async Task Arithmetic_on_fractions_is_decimal()
    {
        var key = Item(("pk", S(table.NewKey())));
        await table.PutAsync(Item(("pk", key["pk"]), ("n", N("0.1"))));
        await table.UpdateAsync(key, "SET n = n + :n", Item((":n", N("0.2"))));
        Assert.Equal("0.3", (await table.GetAsync(key)).Item["n"].N);
    }

    [Fact]
    public async Task Arithmetic_beyond_the_range_is_refused()
    {
        var key = Item(("pk", S(table.NewKey())));
        await table.PutAsync(Item(("pk", key["pk"]), ("n", N("9E125"))));
        await Refused.AsInvalidAsync(() => table.UpdateAsync(key, "SET n = n + :n", Item((":n", N("9E125")))), "overflow");
    }

    private async Task ComesBackAsync(string given, string expected)
    {
        var key = Item(("pk", S(table.NewKey())));
        await table.PutAsync(Item(("pk", key["pk"]), ("n", N(given))));
        Assert.Equal(expected, (await table.GetAsync(key)).Item["n"].N);
    }

    private Task IsRefusedAsync(string number, string reason) =>
        Refused.AsInvalidAsync(() => table.PutAsync(Item(("pk", S(table.NewKey())), ("n", N(number)))), reason);
}
