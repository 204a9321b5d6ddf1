using Ballast.Model.Documents;
using Ballast.Model.Expressions;

namespace Ballast.Model.Tests.Expressions;

public sealed class ProjectionTests
{
    private const string Item = """
        {'a':{'N':'1'},'l':{'L':[{'S':'x'},{'M':{'p':{'S':'q'},'r':{'S':'s'}}},{'S':'z'}]},'m':{'M':{'k':{'S':'v'},'n':{'N':'2'}}}}
        """;

    [Theory]
    [InlineData("a", "{'a':{'N':'1'}}")]
    [InlineData("m, a", "{'a':{'N':'1'},'m':{'M':{'k':{'S':'v'},'n':{'N':'2'}}}}")]
    [InlineData("gone", "{}")]
    [InlineData("m.n", "{'m':{'M':{'n':{'N':'2'}}}}")]
    [InlineData("m.gone, a.b, l.x, m[0]x", "")]
    [InlineData("m.gone, a.b, l.x", "{}")]
    [InlineData("l[2], l[0]", "{'l':{'L':[{'S':'x'},{'S':'z'}]}}")]
    [InlineData("l[1].r, l[2], l[9]", "{'l':{'L':[{'M':{'r':{'S':'s'}}},{'S':'z'}]}}")]
    [InlineData("l[0].r, l[2]", "{'l':{'L':[{'S':'z'}]}}")]
    [InlineData("#m.#k", "{'m':{'M':{'k':{'S':'v'}}}}")]
    public void A_projection_keeps_what_its_paths_reach(string text, string expected)
    {
        var request = Request.With(names: "#m=m,#k=k");
        if (expected.Length == 0)
        {
            Assert.Contains("Syntax error", request.ProjectionError(text), StringComparison.Ordinal);
            return;
        }
        using var target = new DocumentBuilder();
        request.Projection(text).Apply(new DocumentView(DynamoJson.Document(Item)), target);
        Assert.True(DocumentVerifier.Verify(target.Written));
        Assert.Equal(expected, DynamoJson.Text(target.Written));
    }

    [Theory]
    [InlineData("a,", "Syntax error; token: \"<EOF>\", near: \",\"")]
    [InlineData("a b", "Syntax error; token: \"b\", near: \"a b\"")]
    [InlineData("a, data", "Attribute name is a reserved keyword; reserved keyword: data")]
    [InlineData("a, a", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]")]
    [InlineData("a[0], x, a[0].b", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, [0]], path two: [a, [0], b]")]
    [InlineData("a, a, name", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("#zz, a, a", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]")]
    [InlineData("or", "Syntax error; token: \"or\", near: \"or\"")]
    [InlineData("a[0], a.b", "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, [0]], path two: [a, b]")]
    [InlineData(":v", "Syntax error; token: \":v\", near: \":v\"")]
    public void A_projection_that_may_not_be_is_refused(string text, string expected) =>
        Assert.Equal("Invalid ProjectionExpression: " + expected, Request.With().ProjectionError(text));

    [Fact]
    public void A_list_of_attributes_is_a_projection()
    {
        var projection = ProjectionExpression.OfAttributes(["m", "a", "a", "gone"]);
        using var target = new DocumentBuilder();
        projection.Apply(new DocumentView(DynamoJson.Document(Item)), target);
        Assert.Equal(2, new DocumentView(target.Written).Count);
        Assert.True(projection.Mentions("gone"u8));
        Assert.False(projection.Mentions("l"u8));
        Assert.False(projection.MentionsOnly(name => name.Span.SequenceEqual("a"u8)));
        Assert.True(projection.MentionsOnly(_ => true));
    }
}
