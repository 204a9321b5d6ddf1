using Ballast.Model.Documents;

namespace Ballast.Model.Tests.Expressions;

public sealed class UpdateTests
{
    private const string Item = """
        {'a':{'N':'1'},'l':{'L':[{'S':'x'},{'S':'y'},{'S':'z'}]},'m':{'M':{'k':{'S':'v'},'n':{'N':'2'}}},'s':{'S':'t'},'ss':{'SS':['p','q']}}
        """;

    private const string Values = """
        {':v':{'S':'new'},':one':{'N':'1'},':big':{'N':'9e125'},':tiny':{'N':'1e-130'},':l':{'L':[{'N':'7'}]},':ss':{'SS':['q','r']},':pq':{'SS':['p','q','z']},
        ':ns':{'NS':['1']},':m':{'M':{}},':e':{'L':[]}}
        """;

    [Theory]
    [InlineData("SET a = :v", "{'a':{'S':'new'},@l,@m,@s,@ss}")]
    [InlineData("SET b = :v, zz = a", "{@a,'b':{'S':'new'},@l,@m,@s,@ss,'zz':{'N':'1'}}")]
    [InlineData("SET a = s, s = a", "{'a':{'S':'t'},@l,@m,'s':{'N':'1'},@ss}")]
    [InlineData("SET a = a + :one", "{'a':{'N':'2'},@l,@m,@s,@ss}")]
    [InlineData("SET a = (a - :one)", "{'a':{'N':'0'},@l,@m,@s,@ss}")]
    [InlineData("SET a = ((a) + (:one))", "{'a':{'N':'2'},@l,@m,@s,@ss}")]
    [InlineData("SET a = (a) - m.n", "{'a':{'N':'-1'},@l,@m,@s,@ss}")]
    [InlineData("SET c = if_not_exists(c, :one) + :one", "{@a,'c':{'N':'2'},@l,@m,@s,@ss}")]
    [InlineData("SET a = if_not_exists(a, :v)", "{@a,@l,@m,@s,@ss}")]
    [InlineData("SET c = if_not_exists(c, if_not_exists(d, s))", "{@a,'c':{'S':'t'},@l,@m,@s,@ss}")]
    [InlineData("SET l = list_append(l, :l)", "{@a,'l':{'L':[{'S':'x'},{'S':'y'},{'S':'z'},{'N':'7'}]},@m,@s,@ss}")]
    [InlineData("SET l = list_append(:l, l)", "{@a,'l':{'L':[{'N':'7'},{'S':'x'},{'S':'y'},{'S':'z'}]},@m,@s,@ss}")]
    [InlineData("SET n = list_append(if_not_exists(n, :e), :l)", "{@a,@l,@m,'n':{'L':[{'N':'7'}]},@s,@ss}")]
    [InlineData("SET l[1] = :v", "{@a,'l':{'L':[{'S':'x'},{'S':'new'},{'S':'z'}]},@m,@s,@ss}")]
    [InlineData("SET l[9] = :v, l[5] = :one", "{@a,'l':{'L':[{'S':'x'},{'S':'y'},{'S':'z'},{'N':'1'},{'S':'new'}]},@m,@s,@ss}")]
    [InlineData("SET m.k = :v, m.j = :one", "{@a,@l,'m':{'M':{'j':{'N':'1'},'k':{'S':'new'},'n':{'N':'2'}}},@s,@ss}")]
    [InlineData("REMOVE a", "{@l,@m,@s,@ss}")]
    [InlineData("REMOVE gone, m.k", "{@a,@l,'m':{'M':{'n':{'N':'2'}}},@s,@ss}")]
    [InlineData("REMOVE m.gone", "{@a,@l,@m,@s,@ss}")]
    [InlineData("REMOVE l[0], l[2], l[7]", "{@a,'l':{'L':[{'S':'y'}]},@m,@s,@ss}")]
    [InlineData("SET l[2] = :v REMOVE l[0]", "{@a,'l':{'L':[{'S':'y'},{'S':'new'}]},@m,@s,@ss}")]
    [InlineData("ADD a :one", "{'a':{'N':'2'},@l,@m,@s,@ss}")]
    [InlineData("ADD c :one, d :ss", "{@a,'c':{'N':'1'},'d':{'SS':['q','r']},@l,@m,@s,@ss}")]
    [InlineData("ADD ss :ss", "{@a,@l,@m,@s,'ss':{'SS':['p','q','r']}}")]
    [InlineData("ADD m.n :one", "{@a,@l,'m':{'M':{'k':{'S':'v'},'n':{'N':'3'}}},@s,@ss}")]
    [InlineData("DELETE ss :ss", "{@a,@l,@m,@s,'ss':{'SS':['p']}}")]
    [InlineData("DELETE ss :pq", "{@a,@l,@m,@s}")]
    [InlineData("DELETE gone :pq", "{@a,@l,@m,@s,@ss}")]
    [InlineData("delete ss :pq set a = :v add c :one remove s", "{'a':{'S':'new'},'c':{'N':'1'},@l,@m}")]
    public void An_update_makes_the_new_item_from_the_old(string text, string expected) =>
        Assert.Equal(
            expected.Replace("@a", "'a':{'N':'1'}", StringComparison.Ordinal)
                .Replace("@l", "'l':{'L':[{'S':'x'},{'S':'y'},{'S':'z'}]}", StringComparison.Ordinal)
                .Replace("@m", "'m':{'M':{'k':{'S':'v'},'n':{'N':'2'}}}", StringComparison.Ordinal)
                .Replace("@ss", "'ss':{'SS':['p','q']}", StringComparison.Ordinal)
                .Replace("@s", "'s':{'S':'t'}", StringComparison.Ordinal),
            Request.With(Values).Updated(text, Item));

    [Theory]
    [InlineData("SET b = c", "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("SET b = c + :one", "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("SET b = list_append(c, :l)", "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("SET b = s + :one", "An operand in the update expression has an incorrect data type")]
    [InlineData("SET b = list_append(a, :l)", "An operand in the update expression has an incorrect data type")]
    [InlineData("ADD s :one", "An operand in the update expression has an incorrect data type")]
    [InlineData("ADD ss :ns", "An operand in the update expression has an incorrect data type")]
    [InlineData("DELETE ss :ns", "An operand in the update expression has an incorrect data type")]
    [InlineData("DELETE a :ns", "An operand in the update expression has an incorrect data type")]
    [InlineData("SET x.y = :v", "The document path provided in the update expression is invalid for update")]
    [InlineData("SET a.y = :v", "The document path provided in the update expression is invalid for update")]
    [InlineData("SET m[0] = :v", "The document path provided in the update expression is invalid for update")]
    [InlineData("SET l.k = :v", "The document path provided in the update expression is invalid for update")]
    [InlineData("SET l[8].k = :v", "The document path provided in the update expression is invalid for update")]
    [InlineData("REMOVE x.y", "The document path provided in the update expression is invalid for update")]
    [InlineData("REMOVE m.k.z", "The document path provided in the update expression is invalid for update")]
    [InlineData("SET a = :big + :big", "Number overflow. Attempting to store a number with magnitude larger than supported range")]
    [InlineData("ADD a :tiny", "Attempting to store more than 38 significant digits in a Number")]
    public void An_update_that_does_not_fit_the_item_is_an_error(string text, string expected) =>
        Assert.Equal(expected, Request.With(Values).Updated(text, Item));

    [Theory]
    [InlineData("", "The expression can not be empty;")]
    [InlineData("SET", "Syntax error; token: \"<EOF>\", near: \"SET\"")]
    [InlineData("PUT a = :v", "Syntax error; token: \"PUT\", near: \"PUT a\"")]
    [InlineData("SET a", "Syntax error; token: \"<EOF>\", near: \"a\"")]
    [InlineData("SET a = :v,", "Syntax error; token: \"<EOF>\", near: \",\"")]
    [InlineData("SET a = :one + :one + :one", "Syntax error; token: \"+\", near: \":one + :one\"")]
    [InlineData("ADD a b", "Syntax error; token: \"b\", near: \"a b\"")]
    [InlineData("REMOVE a :v", "Syntax error; token: \":v\", near: \"a :v\"")]
    [InlineData("SET a = :v SET b = :v", "The \"SET\" section can only be used once in an update expression;")]
    [InlineData("SET size = :v", "Attribute name is a reserved keyword; reserved keyword: size")]
    [InlineData("SET a = :nope", "An expression attribute value used in expression is not defined; attribute value: :nope")]
    [InlineData("SET a = size(b)", "The function is not allowed in an update expression; function: size")]
    [InlineData("SET a = foo(b)", "Invalid function name; function: foo")]
    [InlineData("SET a = if_not_exists(b)", "Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1")]
    [InlineData("SET a = if_not_exists(:v, b)", "Operator or function requires a document path; operator or function: if_not_exists")]
    [InlineData("SET a = list_append(b, :v)", "Incorrect operand type for operator or function; operator or function: list_append, operand type: S")]
    [InlineData("SET a = b + :v", "Incorrect operand type for operator or function; operator or function: +, operand type: S")]
    [InlineData("SET a = ((b))", "The expression has redundant parentheses;")]
    [InlineData("SET a = ((b + :one))", "The expression has redundant parentheses;")]
    [InlineData("SET a = b + (c + :one)", "Syntax error; token: \"+\", near: \"c + :one\"")]
    [InlineData("SET a = list_append(list_append(b, :l), :l)", "The function is not allowed to be used this way in an expression; function: list_append")]
    [InlineData("SET a = list_append(b, :l) + :one", "The function is not allowed to be used this way in an expression; function: list_append")]
    [InlineData("SET a = if_not_exists(b, list_append(c, :l))", "The function is not allowed to be used this way in an expression; function: list_append")]
    [InlineData("SET _a = :v", "Syntax error; token: \"_\", near: \"SET _a\"")]
    [InlineData("SET between = :v", "Syntax error; token: \"between\", near: \"SET between =\"")]
    [InlineData(" ", "Syntax error; token: \"<EOF>\", near: \" \"")]
    [InlineData("ADD a :v", "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND")]
    [InlineData("DELETE a :one", "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND")]
    [InlineData("SET a = :v, a.b = :v", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]")]
    [InlineData("SET a.b[1] = :v REMOVE a", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b, [1]], path two: [a]")]
    [InlineData("SET a = :v, a = :v", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]")]
    [InlineData("SET a.b = :v, a[1] = :v", "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]")]
    public void An_update_that_may_not_be_is_refused_in_the_services_words(string text, string expected) =>
        Assert.Equal("Invalid UpdateExpression: " + expected, Request.With(Values).UpdateError(text));

    [Theory]
    [InlineData("SET a = ((:v)),", "The expression has redundant parentheses;")]
    [InlineData("SET a = foo(:nope), b = name", "Invalid function name; function: foo")]
    [InlineData("SET name = foo(a)", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("SET a = size(name)", "The function is not allowed in an update expression; function: size")]
    [InlineData("SET a = #x SET b = :v", "The \"SET\" section can only be used once in an update expression;")]
    [InlineData("SET a = :v SET b = foo(a)", "Invalid function name; function: foo")]
    [InlineData("SET a = :v REMOVE a ADD name :one", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("SET a = :v, a = #x", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]")]
    [InlineData("SET m.a = :v, m[0] = :v, m = :v", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m, [0]], path two: [m]")]
    [InlineData("SET m = :v, m.a = :v, m[0] = :v", "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [m, a], path two: [m, [0]]")]
    [InlineData("SET #x = :v, a = :v, a = :v", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]")]
    [InlineData("SET a = :v, a = :v, #x = :v", "An expression attribute name used in the document path is not defined; attribute name: #x")]
    [InlineData("SET a = :nope, b = #x", "An expression attribute name used in the document path is not defined; attribute name: #x")]
    [InlineData("SET a = #x, b = :nope", "An expression attribute value used in expression is not defined; attribute value: :nope")]
    [InlineData("SET a = if_not_exists(b), c = :v + :one", "Incorrect operand type for operator or function; operator or function: +, operand type: S")]
    [InlineData("SET a = :v + :one, c = if_not_exists(b)", "Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1")]
    [InlineData("ADD a :v DELETE b :v", "Incorrect operand type for operator or function; operator: DELETE, operand type: STRING, typeSet: ALLOWED_FOR_DELETE_OPERAND")]
    public void Of_two_faults_in_an_update_the_services_first_is_told(string text, string expected) =>
        Assert.Equal("Invalid UpdateExpression: " + expected, Request.With(Values).UpdateError(text));

    [Theory]
    [InlineData("SET a = :v REMOVE s", "{'a':{'N':'1'},'s':{'S':'t'}}", "{'a':{'S':'new'}}")]
    [InlineData("SET m.n = :v, c = :one", "{'m':{'M':{'n':{'N':'2'}}}}", "{'c':{'N':'1'},'m':{'M':{'n':{'S':'new'}}}}")]
    [InlineData("SET l[1] = :v", "{'l':{'L':[{'S':'y'}]}}", "{'l':{'L':[{'S':'new'}]}}")]
    [InlineData("REMOVE gone", "{}", "{}")]
    public void Only_the_touched_paths_are_returned(string text, string expectedOld, string expectedNew)
    {
        var update = Request.With(Values).Update(text);
        var item = DynamoJson.Document(Item);
        using var after = new DocumentBuilder();
        using var touched = new DocumentBuilder();
        Assert.Null(update.Apply(new DocumentView(item), after));
        update.CopyTouched(new DocumentView(item), touched);
        Assert.Equal(expectedOld, DynamoJson.Text(touched.Written));
        touched.Reset();
        update.CopyTouched(new DocumentView(after.Written), touched);
        Assert.Equal(expectedNew, DynamoJson.Text(touched.Written));
    }

    [Fact]
    public void An_update_knows_what_it_modifies()
    {
        var update = Request.With(Values, "#k=pk").Update("SET a = b, m.k = :v REMOVE #k");
        Assert.True(update.Modifies("a"u8));
        Assert.True(update.Modifies("m"u8));
        Assert.True(update.Modifies("pk"u8));
        Assert.False(update.Modifies("b"u8));
    }

    [Fact]
    public void An_update_may_not_nest_deeper_than_31_containers()
    {
        var request = Request.With(Values);
        Assert.Null(request.Placeholders.AddValue(":n31"u8.ToArray(), Nested(31)));
        Assert.Null(request.Placeholders.AddValue(":n30"u8.ToArray(), Nested(30)));
        Assert.DoesNotContain("exceeded", request.Updated("SET a = :n31", Item), StringComparison.Ordinal);
        Assert.DoesNotContain("exceeded", request.Updated("SET l[0] = :n30", Item), StringComparison.Ordinal);
        Assert.Equal("Nesting Levels have exceeded supported limits", request.Updated("SET l[0] = :n31", Item));
        Assert.Equal("Nesting Levels have exceeded supported limits", request.Updated("SET m.k = list_append(:n31, :l)", Item));
    }

    [Fact]
    public void Applying_allocates_nothing()
    {
        var update = Request.With(Values).Update("SET a = a + :one, m.k = if_not_exists(zz, :v), l = list_append(l, :l) ADD ss :ss");
        var item = DynamoJson.Document(Item);
        using var target = new DocumentBuilder();
        Assert.Null(update.Apply(new DocumentView(item), target));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            target.Reset();
            update.Apply(new DocumentView(item), target);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Nested(int depth)
    {
        using var builder = new DocumentBuilder();
        for (var i = 0; i < depth; i++)
            Assert.Equal(DocumentProblem.None, builder.BeginList());
        for (var i = 0; i < depth; i++)
            builder.EndList();
        return builder.Written.ToArray();
    }
}
