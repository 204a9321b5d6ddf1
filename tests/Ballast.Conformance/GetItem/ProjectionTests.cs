namespace Ballast.Conformance.GetItem;

public sealed class ProjectionTests(HashTable table) : IClassFixture<HashTable>
{
    private static readonly Dictionary<string, AttributeValue> Whole = Item(
        ("pk", S("whole")),
        ("a", N(1)),
        ("shelf", L(N(0), M(("x", N(1)), ("y", N(2))), N(2), L(S("in"), S("out")))),
        ("box", M(("x", N(1)), ("deep", M(("er", S("est")), ("rest", N(9)))))),
        ("size", N(7)),
        ("with.dot", N(8)),
        ("with", M(("dot", N(9)))));

    public static TheoryData<string, Dictionary<string, AttributeValue>> Projections { get; } = new()
    {
        { "a", Item(("a", N(1))) },
        { "a, pk", Item(("a", N(1)), ("pk", S("whole"))) },
        { "a,absent", Item(("a", N(1))) },
        { "box.x", Item(("box", M(("x", N(1))))) },
        { "box.deep.er", Item(("box", M(("deep", M(("er", S("est"))))))) },
        { "box.x, box.deep.rest", Item(("box", M(("x", N(1)), ("deep", M(("rest", N(9))))))) },
        { "shelf[0]", Item(("shelf", L(N(0)))) },
        { "shelf[2], shelf[0]", Item(("shelf", L(N(0), N(2)))) },
        { "shelf[1].y", Item(("shelf", L(M(("y", N(2)))))) },
        { "shelf[3][1]", Item(("shelf", L(L(S("out"))))) },
        { "shelf[1].x, shelf[3][0]", Item(("shelf", L(M(("x", N(1))), L(S("in"))))) },
        { "shelf[99], a", Item(("a", N(1))) },
        { "box.absent, a", Item(("a", N(1))) },
        { "a.b, pk", Item(("pk", S("whole"))) },
        { "#size", Item(("size", N(7))) },
        { "#dotted", Item(("with.dot", N(8))) },
        { "#with.dot", Item(("with", M(("dot", N(9))))) },
        { "#box.#deep.#er", Item(("box", M(("deep", M(("er", S("est"))))))) },
        { "absent", [] },
        { "\n a\t,\r\n pk ", Item(("a", N(1)), ("pk", S("whole"))) },
    };

    [Theory]
    [MemberData(nameof(Projections), DisableDiscoveryEnumeration = true)]
    public async Task Only_what_is_named_comes_back(string expression, Dictionary<string, AttributeValue> expected)
    {
        await table.PutAsync(Whole);
        var answer = await table.GetAsync(Item(("pk", S("whole"))), get =>
        {
            get.ProjectionExpression = expression;
            get.ExpressionAttributeNames = Vocabulary.NamesIn(expression);
        });
        Canonical.AssertSame(expected, answer.Item ?? []);
    }

    [Theory]
    [InlineData("a, a", "overlap")]
    [InlineData("box, box.x", "overlap")]
    [InlineData("shelf[1].x, shelf[1]", "overlap")]
    [InlineData("shelf.x, shelf[0]", "conflict")]
    public Task Paths_that_overlap_or_conflict_are_refused(string expression, string reason) => IsRefusedAsync(expression, reason);

    [Theory]
    [InlineData("")]
    [InlineData("a,")]
    [InlineData(",a")]
    [InlineData("a b")]
    [InlineData("a[")]
    [InlineData("a[x]")]
    [InlineData("a[-1]")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a[0]b")]
    [InlineData(":a")]
    [InlineData("a = b")]
    [InlineData("1a")]
    [InlineData("#")]
    public Task A_malformed_projection_is_refused(string expression) => IsRefusedAsync(expression, "ProjectionExpression");

    [Theory]
    [InlineData("NAME")]
    [InlineData("Status")]
    [InlineData("box.value")]
    public Task A_reserved_word_is_refused_in_any_case(string expression) => IsRefusedAsync(expression, "reserved keyword");

    [Fact]
    [DynamoDBLocalDiffers("takes a function's name for an attribute")]
    public Task The_name_of_the_function_size_is_a_reserved_word() => IsRefusedAsync("size", "reserved keyword");

    [Fact]
    public Task A_name_placeholder_must_be_defined() =>
        Refused.AsInvalidAsync(
            () => table.GetAsync(Item(("pk", S("whole"))), get => get.ProjectionExpression = "#unknown"), "#unknown");

    [Fact]
    public Task A_name_placeholder_must_be_used() =>
        Refused.AsInvalidAsync(
            () => table.GetAsync(Item(("pk", S("whole"))), get =>
            {
                get.ProjectionExpression = "a";
                get.ExpressionAttributeNames = Names(("#unused", "a"));
            }),
            "unused", "#unused");

    [Fact]
    public Task Name_placeholders_need_an_expression() =>
        Refused.AsInvalidAsync(
            () => table.GetAsync(Item(("pk", S("whole"))), get => get.ExpressionAttributeNames = Names(("#a", "a"))), "ExpressionAttributeNames");

    private Task IsRefusedAsync(string expression, string reason) =>
        Refused.AsInvalidAsync(() => table.GetAsync(Item(("pk", S("whole"))), get => get.ProjectionExpression = expression), reason);
}
