using System.Text;
using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Model.Documents;
using Ballast.Model.Keys;

namespace Ballast.Model.Tests.Expressions;

public sealed class KeyConditionTests
{
    private static readonly KeySchema Schema = new(new KeyPart("pk", KeyType.String), new KeyPart("sk", KeyType.String));
    private static readonly KeySchema Simple = new(new KeyPart("pk", KeyType.String));
    private const string Values = "{':p':{'S':'p'},':a':{'S':'b'},':z':{'S':'d'},':n':{'N':'1'}}";

    [Theory]
    [InlineData("pk = :p", "", SortOperator.None)]
    [InlineData(":p = pk", "", SortOperator.None)]
    [InlineData("(pk = :p)", "", SortOperator.None)]
    [InlineData("pk = :p AND sk = :a", "b", SortOperator.Equal)]
    [InlineData("sk < :a AND pk = :p", "b", SortOperator.Less)]
    [InlineData("pk = :p AND sk <= :a", "b", SortOperator.LessOrEqual)]
    [InlineData("(pk = :p) AND (sk > :a)", "b", SortOperator.Greater)]
    [InlineData("pk = :p AND :a > sk", "b", SortOperator.Less)]
    [InlineData("pk = :p AND sk >= :a", "b", SortOperator.GreaterOrEqual)]
    [InlineData("pk = :p AND sk BETWEEN :a AND :z", "b", SortOperator.Between)]
    [InlineData("pk = :p AND begins_with(sk, :a)", "b", SortOperator.BeginsWith)]
    public void A_key_condition_names_one_collection_and_a_range(string text, string low, SortOperator expected)
    {
        var condition = Request.With(Values).KeyCondition(text, Schema);
        Assert.Equal(expected, condition.Operator);
        Assert.Equal("p"u8.ToArray(), new ValueView(condition.Partition.Span).AsString.ToArray());
        Assert.Equal(low, condition.Low.IsEmpty ? "" : Encoding.UTF8.GetString(new ValueView(condition.Low.Span).AsString));
        Assert.Equal(expected == SortOperator.Between, !condition.High.IsEmpty);
    }

    [Theory]
    [InlineData("sk = :p", "Query condition missed key schema element: pk")]
    [InlineData("x = :p", "Query condition missed key schema element: pk")]
    [InlineData("pk = :p AND x = :p", "Query condition missed key schema element: sk")]
    [InlineData("pk = :p AND sk = :a AND x = :p", "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)")]
    [InlineData("pk > :p", "Query key condition not supported")]
    [InlineData("begins_with(pk, :p) AND sk = :a", "Query key condition not supported")]
    [InlineData("pk = :n", "One or more parameter values were invalid: Condition parameter type does not match schema type")]
    [InlineData("pk = :p AND sk = :n", "One or more parameter values were invalid: Condition parameter type does not match schema type")]
    [InlineData("pk = :p AND sk <> :a", "Invalid operator used in KeyConditionExpression: <>")]
    [InlineData("pk = :p OR sk = :a", "Invalid operator used in KeyConditionExpression: OR")]
    [InlineData("NOT pk = :p", "Invalid operator used in KeyConditionExpression: NOT")]
    [InlineData("pk IN (:p)", "Invalid operator used in KeyConditionExpression: IN")]
    [InlineData("pk = :p AND attribute_exists(sk)", "Invalid operator used in KeyConditionExpression: attribute_exists")]
    [InlineData("pk = :p AND contains(sk, :a)", "Invalid operator used in KeyConditionExpression: contains")]
    [InlineData("pk = sk", "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition")]
    [InlineData(":p = :a", "Invalid condition in KeyConditionExpression: No key attribute specified")]
    [InlineData("pk = :p AND begins_with(:a, sk)", "Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand")]
    [InlineData("pk = :p AND :a BETWEEN sk AND :z", "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand")]
    [InlineData("pk = :p AND size(sk) = :n", "KeyConditionExpressions cannot contain nested operations")]
    [InlineData("pk.x = :p", "KeyConditionExpressions cannot have conditions on nested attributes")]
    [InlineData("pk = :p AND pk = :a", "KeyConditionExpressions must only contain one condition per key")]
    [InlineData("pk = ", "Invalid KeyConditionExpression: Syntax error; token: \"<EOF>\", near: \"= \"")]
    [InlineData("", "Invalid KeyConditionExpression: The expression can not be empty;")]
    public void What_a_query_cannot_ask_is_refused(string text, string expected) =>
        Assert.Equal(expected, Request.With(Values).KeyConditionError(text, Schema));

    [Fact]
    public void A_table_without_sort_key_has_nothing_to_ask_of_it() =>
        Assert.Equal("Query key condition not supported", Request.With(Values).KeyConditionError("pk = :p AND sk = :a", Simple));

    [Fact]
    public void The_range_of_keys_is_exactly_what_the_condition_says()
    {
        const ulong seed = 51;
        var chance = new Chance(seed);
        for (var i = 0; i < 20_000; i++)
        {
            byte[] partition = Text(chance), low = Text(chance), high = Text(chance), other = Text(chance), sort = Text(chance), tail = Text(chance);
            var asked = (SortOperator)chance.NextInt32(8);
            var condition = new KeyCondition(partition, asked, asked == SortOperator.None ? default : low, asked == SortOperator.Between ? high : default);
            var range = condition.Range(KeySpace.LocalIndex0);
            var key = Key(chance.OneIn(4) ? other : partition, sort, tail, out var same, partition);
            int toLow = new ValueView(sort).CompareTo(new ValueView(low)), toHigh = new ValueView(sort).CompareTo(new ValueView(high));
            var expected = same && asked switch
            {
                SortOperator.None => true,
                SortOperator.Equal => toLow == 0,
                SortOperator.Less => toLow < 0,
                SortOperator.LessOrEqual => toLow <= 0,
                SortOperator.Greater => toLow > 0,
                SortOperator.GreaterOrEqual => toLow >= 0,
                SortOperator.Between => toLow >= 0 && toHigh <= 0,
                _ => new ValueView(sort).AsString.StartsWith(new ValueView(low).AsString),
            };
            Assert.Equal(expected, range.Contains(key));
        }
    }

    private static byte[] Key(byte[] partition, byte[] sort, byte[] tail, out bool same, byte[] asked)
    {
        same = partition.AsSpan().SequenceEqual(asked);
        using var key = new ByteBuffer();
        TreeKey.WriteIndexEntry(key, KeySpace.LocalIndex0, new ValueView(partition), new ValueView(sort), new ValueView(tail));
        return key.Written.ToArray();
    }

    private static byte[] Text(Chance chance)
    {
        using var builder = new DocumentBuilder();
        var bytes = new byte[chance.NextInt32(4)];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = ((ReadOnlySpan<byte>)[0, 1, (byte)'a', 0x7F])[chance.NextInt32(4)];
        builder.String(bytes);
        return builder.Written.ToArray();
    }
}
