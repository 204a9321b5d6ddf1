using System.Globalization;
using System.Text;
using Ballast.Model.Expressions;

namespace Ballast.Model.Tests.Expressions;

public sealed class PlaceholdersTests
{
    [Fact]
    public void What_no_expression_of_the_request_uses_is_told()
    {
        var request = Request.With("{':a':{'S':'x'},':b':{'S':'x'},':c':{'S':'x'}}", "#a=x,#b=y");
        request.Condition("#a = :a");
        Assert.Equal("Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}", request.Placeholders.UnusedError()!.Message);
        request.Update("SET #b = :a");
        Assert.Equal("Value provided in ExpressionAttributeValues unused in expressions: keys: {:b, :c}", request.Placeholders.UnusedError()!.Message);
        request.Condition("z IN (:b, :c)");
        Assert.Null(request.Placeholders.UnusedError());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("#")]
    [InlineData("#a-b")]
    [InlineData(":a")]
    [InlineData("")]
    public void A_name_placeholder_is_a_number_sign_and_word_characters(string key)
    {
        var error = new Placeholders().AddName(Encoding.UTF8.GetBytes(key), "x"u8.ToArray());
        Assert.Equal($"ExpressionAttributeNames contains invalid key: Syntax error; key: \"{key}\"", error!.Message);
        Assert.NotNull(new Placeholders().AddValue(Encoding.UTF8.GetBytes(key.Replace(':', '#')), DynamoJson.Value("{'S':''}")));
    }

    [Fact]
    public void A_placeholder_has_at_most_255_bytes()
    {
        Assert.Null(new Placeholders().AddName(Encoding.UTF8.GetBytes("#" + new string('a', 254)), "x"u8.ToArray()));
        Assert.NotNull(new Placeholders().AddName(Encoding.UTF8.GetBytes("#" + new string('a', 255)), "x"u8.ToArray()));
        Assert.NotNull(new Placeholders().AddValue(Encoding.UTF8.GetBytes(":" + new string('a', 255)), DynamoJson.Value("{'S':''}")));
    }

    [Fact]
    public void Many_placeholders_are_found_as_few_are()
    {
        var request = new Request();
        for (var i = 0; i < 100; i++)
            Assert.Null(request.Placeholders.AddValue(Encoding.UTF8.GetBytes(":v" + i.ToString(CultureInfo.InvariantCulture)), DynamoJson.Value("{'S':'x'}")));
        request.Condition($"a IN ({string.Join(", ", Enumerable.Range(1, 99).Select(i => $":v{i}"))})");
        Assert.Equal("Value provided in ExpressionAttributeValues unused in expressions: keys: {:v0}", request.Placeholders.UnusedError()!.Message);
        request.Placeholders.Reset();
        Assert.False(request.Placeholders.HasValues);
        Assert.Null(request.Placeholders.UnusedError());
    }
}
