using System.Text;
using Ballast.Foundation;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Keys;

namespace Ballast.Model.Tests.Expressions;

public sealed class TokenSoupTests
{
    private static readonly string[] Tokens =
    [
        "a", "b", "pk", "sk", "name", "#n", "#undefined", ":s", ":n", ":l", ":ss", ":undefined", "=", "<>", "<", "<=", ">", ">=", "(", ")", "[", "]", "[0]",
        "[1]", ".", ",", "+", "-", "AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE", "attribute_exists(", "attribute_type(",
        "begins_with(", "contains(", "size(", "if_not_exists(", "list_append(", "nofunction(", "5", "99999999999999", "é", "#", ":", "*", "\0", "\"", " ",
    ];

    [Fact]
    public void No_soup_of_tokens_makes_a_parser_throw_and_what_parses_can_be_run()
    {
        const ulong seed = 71;
        var chance = new Chance(seed);
        var item = DynamoJson.Document("{'a':{'L':[{'S':'x'}]},'b':{'M':{'a':{'N':'1'}}},'pk':{'S':'p'},'sk':{'SS':['x']}}");
        var schema = new KeySchema(new KeyPart("pk", KeyType.String), new KeyPart("sk", KeyType.Number));
        int conditions = 0, updates = 0, projections = 0, keys = 0;
        using var target = new DocumentBuilder();
        for (var i = 0; i < 60_000; i++)
        {
            var text = Encoding.UTF8.GetBytes(chance.OneIn(3) ? Soup(chance) : Mutated(chance));
            var placeholders = Request.With("{':s':{'S':'x'},':n':{'N':'1'},':l':{'L':[]},':ss':{'SS':['x']}}", "#n=name").Placeholders;
            target.Reset();
            if (ConditionExpression.TryParse(ExpressionKind.Condition, text, placeholders, out var condition, out var error))
            {
                condition.Evaluate(new DocumentView(item));
                conditions++;
            }
            Assert.Equal(condition is null, error is not null);
            if (UpdateExpression.TryParse(text, placeholders, out var update, out error))
            {
                if (update.Apply(new DocumentView(item), target) is null)
                    Assert.True(DocumentVerifier.Verify(target.Written));
                updates++;
            }
            Assert.Equal(update is null, error is not null);
            target.Reset();
            if (ProjectionExpression.TryParse(text, placeholders, out var projection, out error))
            {
                projection.Apply(new DocumentView(item), target);
                Assert.True(DocumentVerifier.Verify(target.Written));
                projections++;
            }
            Assert.Equal(projection is null, error is not null);
            if (KeyConditionExpression.TryParse(text, placeholders, out var keyExpression, out error) && keyExpression.Collect() is null
                && keyExpression.TryMatch(schema, out var key, out var mismatch))
            {
                Assert.Null(mismatch);
                Assert.False(key.Range(KeySpace.Items).Start.IsEmpty);
                keys++;
            }
            Assert.Equal(keyExpression is null, error is not null);
        }
        Assert.True(conditions > 500 && updates > 500 && projections > 50 && keys > 50, $"{conditions} {updates} {projections} {keys}");
    }

    private static string Soup(Chance chance)
    {
        var text = new StringBuilder();
        for (var left = 1 + chance.NextInt32(12); left > 0; left--)
            text.Append(Tokens[chance.NextInt32(Tokens.Length)]).Append(chance.OneIn(5) ? "" : " ");
        return text.ToString();
    }

    // An expression that is one, with a token or two exchanged.
    private static string Mutated(Chance chance)
    {
        string[] wholes =
        [
            "a = :s AND NOT ( b <> :n OR contains( a , :s ) )", "pk = :s AND sk BETWEEN :n AND :n", "pk = :s AND begins_with( sk , :s )", "a [0] . b , #n , b . a",
            "SET a [0] = :s , b . a = b . a + :n REMOVE pk ADD #n :ss", "DELETE sk :ss SET #n = list_append( a , :l )", "size( a ) IN ( :n , :s )",
            "SET #n = if_not_exists( #n , :s ) , a [1] = ( b )", "attribute_exists( a [0] ) OR attribute_type( b , :s )",
        ];
        var tokens = wholes[chance.NextInt32(wholes.Length)].Split(' ');
        for (var left = chance.NextInt32(3); left > 0; left--)
            tokens[chance.NextInt32(tokens.Length)] = Tokens[chance.NextInt32(Tokens.Length)];
        return string.Join(" ", tokens);
    }
}
