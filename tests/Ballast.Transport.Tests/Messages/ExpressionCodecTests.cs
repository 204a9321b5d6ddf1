using System.Text;

using Ballast.Foundation;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Tests;
using Ballast.Model.Tests.Expressions;
using Ballast.Transport.Messages;

using Google.Protobuf;

using Wire = Ballast.Transport.Messages.Wire;

namespace Ballast.Transport.Tests.Messages;

/// <summary>What an expression says of items is what it says behind the codec.</summary>
public sealed class ExpressionCodecTests
{
    private static readonly string[] Attributes = ["n", "s", "l", "m", "z", "ns", "bs", "b", "a", "größe.[1]"];

    public static TheoryData<string> Conditions => [.. ExpressionSamples.Conditions];

    public static TheoryData<string> Updates => [.. ExpressionSamples.Updates];

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_condition_means_the_same(string text) => SameOf(ExpressionSamples.Condition(text));

    [Theory]
    [MemberData(nameof(Updates))]
    public void An_update_does_the_same(string text) => SameOf(ExpressionSamples.Update(text));

    [Fact]
    public void The_longest_and_deepest_conditions_mean_the_same()
    {
        const string Values = "{':v':{'N':'2'}}";
        static string Nots(int count) => string.Concat(Enumerable.Repeat("NOT ", count)) + "n=:v";
        SameOf(Request.With(Values).Condition(Nots(ExpressionLimits.NestingMax)));
        SameOf(Request.With(Values).Condition(string.Join(" OR ", Enumerable.Repeat("n=:v", ExpressionLimits.OperatorsMax / 2))));
        SameOf(Request.With(Values).Condition(string.Join(" AND ", Enumerable.Repeat("n=:v", ExpressionLimits.OperatorsMax / 2))));
        SameOf(Request.With(Values).Condition($"n IN ({string.Join(',', Enumerable.Repeat(":v", ExpressionLimits.InOperandsMax))})"));
        // A parenthesis holds a right side, so that the tree leans the other way.
        var leaning = "n=:v";
        for (var i = 1; i < ExpressionLimits.NestingMax; i++)
            leaning = $"n<:v {(i % 2 == 0 ? "OR" : "AND")} ({leaning})";
        SameOf(Request.With(Values).Condition(leaning));
    }

    [Fact]
    public void The_longest_updates_do_the_same()
    {
        const string Values = "{':v':{'N':'2'},':l':{'L':[{'N':'2'}]}}";
        SameOf(Request.With(Values).Update("SET " + string.Join(',', Enumerable.Range(0, 200).Select(static i => $"a{i} = n + :v"))));
        var nested = ":v";
        for (var i = 0; i < 100; i++)
            nested = $"if_not_exists(a{i},{nested})";
        SameOf(Request.With(Values).Update("SET z = " + nested));
        SameOf(Request.With(Values).Update("SET m." + string.Join('.', Enumerable.Repeat("k", ExpressionLimits.PathElementsMax - 1)) + " = :v"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_tests_from_before_expressions_mean_the_same(bool any)
    {
        AttributeTest[] tests =
        [
            ExpressionSamples.Test("n", AttributeOperator.Equal, "{'N':'2'}"), ExpressionSamples.Test("n", AttributeOperator.NotEqual, "{'N':'3'}"),
            ExpressionSamples.Test("n", AttributeOperator.Less, "{'N':'3'}"), ExpressionSamples.Test("n", AttributeOperator.LessOrEqual, "{'N':'2'}"),
            ExpressionSamples.Test("n", AttributeOperator.Greater, "{'N':'1'}"), ExpressionSamples.Test("n", AttributeOperator.GreaterOrEqual, "{'N':'2'}"),
            ExpressionSamples.Test("größe.[1]", AttributeOperator.Exists), ExpressionSamples.Test("größe.[1]", AttributeOperator.NotExists),
            ExpressionSamples.Test("s", AttributeOperator.Contains, "{'S':'b'}"), ExpressionSamples.Test("s", AttributeOperator.NotContains, "{'S':'b'}"),
            ExpressionSamples.Test("s", AttributeOperator.BeginsWith, "{'S':'a'}"), ExpressionSamples.Test("n", AttributeOperator.In, "{'N':'1'}", "{'N':'2'}"),
            ExpressionSamples.Test("n", AttributeOperator.Between, "{'N':'1'}", "{'N':'2'}"),
        ];
        Assert.Equal(Enum.GetValues<AttributeOperator>(), tests.Select(static test => test.Operator));
        foreach (var test in tests)
            SameOf(ConditionExpression.OfTests([test], any));
        SameOf(ConditionExpression.OfTests(tests, any));
        SameOf(ConditionExpression.OfTests([.. Enumerable.Repeat(tests, 1000).SelectMany(static many => many)], any));
    }

    [Fact]
    public void The_changes_from_before_expressions_do_the_same()
    {
        AttributeChange[][] all =
        [
            [ExpressionSamples.Change("n", AttributeAction.Put, "{'S':'new'}"), ExpressionSamples.Change("größe.[1]", AttributeAction.Put, "{'N':'1'}")],
            [ExpressionSamples.Change("n", AttributeAction.Add, "{'N':'5'}")], [ExpressionSamples.Change("ns", AttributeAction.Add, "{'NS':['5']}")],
            [ExpressionSamples.Change("l", AttributeAction.Add, "{'L':[{'N':'5'}]}")], [ExpressionSamples.Change("n", AttributeAction.Delete)],
            [ExpressionSamples.Change("s", AttributeAction.Delete, "{'SS':['ab']}")],
            [ExpressionSamples.Change("l", AttributeAction.Delete), ExpressionSamples.Change("a", AttributeAction.Add, "{'L':[]}")],
        ];
        foreach (var changes in all)
            SameOf(UpdateExpression.OfChanges(changes));
        Assert.False(Again(UpdateExpression.OfChanges(all[4])).MakesItem);
        Assert.True(Again(UpdateExpression.OfChanges(all[0])).MakesItem);
    }

    [Fact]
    public void A_mismatch_is_told_in_the_words_of_its_kind()
    {
        var item = new DocumentView(ExpressionSamples.Items[0]);
        Assert.Equal(ExpressionTexts.UpdateType, Again(ExpressionSamples.Update("ADD s :n")).Apply(item, new DocumentBuilder()));
        Assert.Equal(ExpressionTexts.UpdateType, Again(ExpressionSamples.Update("DELETE n :ns")).Apply(item, new DocumentBuilder()));
        var change = ExpressionSamples.Change("n", AttributeAction.Delete, "{'SS':['x']}");
        Assert.Equal(ExpressionTexts.ChangeType, Again(UpdateExpression.OfChanges([change])).Apply(item, new DocumentBuilder()));
    }

    [Fact]
    public void Random_expressions_mean_the_same()
    {
        const ulong Seed = 2024;
        var chance = new Chance(Seed);
        for (var i = 0; i < 2000; i++)
        {
            SameOf(ExpressionSamples.Condition(RandomCondition(chance, 4)));
            SameOf(ExpressionSamples.Update($"SET a = {RandomOperand(chance, 4)}, m.k = {RandomOperand(chance, 2)}"));
        }
    }

    // Never twice a parenthesis around the same.
    private static string RandomCondition(Chance chance, int depth) => (depth == 0 ? 3 : chance.NextInt32(4)) switch
    {
        0 => $"NOT ({RandomCondition(chance, depth - 1)} AND {RandomCondition(chance, 0)})",
        1 => $"({RandomCondition(chance, depth - 1)} OR {RandomCondition(chance, depth - 1)}) AND {RandomCondition(chance, 0)}",
        2 => $"{RandomCondition(chance, depth - 1)} AND {RandomCondition(chance, depth - 1)}",
        _ => ExpressionSamples.Conditions[chance.NextInt32(ExpressionSamples.Conditions.Length)],
    };

    private static string RandomOperand(Chance chance, int depth) => (depth == 0 ? 2 : chance.NextInt32(3)) switch
    {
        0 => $"if_not_exists({Path(chance)}, {RandomFallback(chance, depth - 1)})",
        1 => $"list_append({RandomFallback(chance, depth - 1)}, :l)",
        _ => chance.OneIn(2) ? $"{Path(chance)} {(chance.OneIn(2) ? '+' : '-')} :n" : Path(chance),
    };

    private static string RandomFallback(Chance chance, int depth) =>
        depth > 0 && chance.OneIn(2) ? $"if_not_exists({Path(chance)}, {RandomFallback(chance, depth - 1)})" : chance.OneIn(2) ? Path(chance) : ":l";

    private static string Path(Chance chance)
    {
        string[] paths = ["n", "s", "l", "l[1]", "l[1].k", "m.k", "m.d[0]", "gone", "#odd"];
        return paths[chance.NextInt32(paths.Length)];
    }

    private static ConditionExpression Again(ConditionExpression expression) =>
        ConditionCodec.Read(Wire.ConditionProgram.Parser.ParseFrom(ConditionCodec.Of(expression).ToByteArray()))!;

    private static UpdateExpression Again(UpdateExpression expression) =>
        UpdateCodec.Read(Wire.UpdateProgram.Parser.ParseFrom(UpdateCodec.Of(expression).ToByteArray()))!;

    private static void SameOf(ConditionExpression expression)
    {
        var again = Again(expression);
        Assert.NotNull(again);
        foreach (var item in ExpressionSamples.Items)
            Assert.Equal(expression.Evaluate(new DocumentView(item)), again.Evaluate(new DocumentView(item)));
        Assert.Equal(expression.Attributes, again.Attributes);
        foreach (var name in Attributes.Select(Encoding.UTF8.GetBytes))
            Assert.Equal((expression.Mentions(name), expression.LooksInto(name)), (again.Mentions(name), again.LooksInto(name)));
        Assert.Equal(ConditionCodec.Of(expression).ToByteArray(), ConditionCodec.Of(again).ToByteArray());
    }

    private static void SameOf(UpdateExpression expression)
    {
        var again = Again(expression);
        Assert.NotNull(again);
        foreach (var item in ExpressionSamples.Items)
        {
            Assert.Equal(Applied(expression, item), Applied(again, item));
            Assert.Equal(Touched(expression, item), Touched(again, item));
        }
        foreach (var name in Attributes.Select(Encoding.UTF8.GetBytes))
            Assert.Equal((expression.Modifies(name), expression.LooksInto(name)), (again.Modifies(name), again.LooksInto(name)));
        Assert.Equal(expression.MakesItem, again.MakesItem);
        Assert.Equal(UpdateCodec.Of(expression).ToByteArray(), UpdateCodec.Of(again).ToByteArray());
    }

    private static string Applied(UpdateExpression expression, byte[] item)
    {
        using var target = new DocumentBuilder();
        return expression.Apply(new DocumentView(item), target)?.Message ?? DynamoJson.Text(target.Written);
    }

    private static string Touched(UpdateExpression expression, byte[] item)
    {
        using var target = new DocumentBuilder();
        expression.CopyTouched(new DocumentView(item), target);
        return DynamoJson.Text(target.Written);
    }
}
