using System.Text;

using Ballast.Model.Documents;
using Ballast.Model.Expressions;

namespace Ballast.Model.Tests.Expressions;

public sealed class AttributeChangeTests
{
    private const string Item = "{'a':{'N':'1'},'l':{'L':[{'S':'x'}]},'ss':{'SS':['p','q']}}";

    [Theory]
    [InlineData("z Put {'S':'new'}; l Add {'L':[{'N':'2'}]}; a Add {'N':'2'}", "{'a':{'N':'3'},'l':{'L':[{'S':'x'},{'N':'2'}]},'ss':{'SS':['p','q']},'z':{'S':'new'}}")]
    [InlineData("ss Delete {'SS':['p']}; a Delete", "{'l':{'L':[{'S':'x'}]},'ss':{'SS':['q']}}")]
    [InlineData("ss Delete {'SS':['p','q']}; l Delete; a Delete", "{}")]
    [InlineData("l[0] Put {'N':'1'}; a.b Add {'L':[]}", "{'a':{'N':'1'},'a.b':{'L':[]},'l':{'L':[{'S':'x'}]},'l[0]':{'N':'1'},'ss':{'SS':['p','q']}}")]
    public void Changes_make_the_new_item_from_the_old(string changes, string expected)
    {
        using var target = new DocumentBuilder();
        Assert.Null(Of(changes).Apply(new DocumentView(DynamoJson.Document(Item)), target));
        Assert.True(DocumentVerifier.Verify(target.Written));
        Assert.Equal(expected.Replace('\'', '"'), DynamoJson.Text(target.Written).Replace('\'', '"'));
    }

    [Theory]
    [InlineData("a Add {'L':[]}")]
    [InlineData("l Add {'N':'1'}")]
    [InlineData("ss Add {'NS':['1']}")]
    [InlineData("a Delete {'SS':['p']}")]
    public void Another_type_is_told(string change)
    {
        using var target = new DocumentBuilder();
        Assert.Equal("Type mismatch for attribute to update", Of(change).Apply(new DocumentView(DynamoJson.Document(Item)), target)?.Message);
    }

    [Fact]
    public void A_list_that_is_appended_to_keeps_the_bound_on_nesting()
    {
        var deep = string.Concat(Enumerable.Repeat("{'L':[", DocumentBuilder.NestingMax)) + string.Concat(Enumerable.Repeat("]}", DocumentBuilder.NestingMax));
        using var target = new DocumentBuilder();
        Assert.Null(Of("l Add " + deep).Apply(new DocumentView(DynamoJson.Document(Item)), target));
        Assert.True(DocumentVerifier.Verify(target.Written));
    }

    [Theory]
    [InlineData("a Delete; ss Delete {'SS':['p']}", false)]
    [InlineData("a Delete; b Put {'N':'1'}", true)]
    [InlineData("b Add {'N':'1'}", true)]
    public void Only_deletions_make_no_item(string changes, bool makesItem) => Assert.Equal(makesItem, Of(changes).MakesItem);

    [Fact]
    public void Very_many_changes_in_any_order_take_little_time()
    {
        const int Count = 300_000;
        var update = UpdateExpression.OfChanges(Enumerable.Range(0, Count).Reverse().Select(static number =>
            new AttributeChange(Encoding.UTF8.GetBytes($"n{number:d6}"), AttributeAction.Put, DynamoJson.Value("{'N':'1'}"))));
        using var target = new DocumentBuilder();
        Assert.Null(update.Apply(new DocumentView(DynamoJson.Document(Item)), target));
        Assert.Equal(Count + 3, new DocumentView(target.Written).Count);
    }

    private static UpdateExpression Of(string changes) => UpdateExpression.OfChanges(changes.Split("; ").Select(static change =>
    {
        var parts = change.Split(' ');
        return new AttributeChange(
            Encoding.UTF8.GetBytes(parts[0]), Enum.Parse<AttributeAction>(parts[1]), parts.Length > 2 ? DynamoJson.Value(parts[2]) : default(ReadOnlyMemory<byte>));
    }));
}
