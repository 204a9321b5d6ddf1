using Ballast.Model.Documents;
using Ballast.Model.Expressions;

namespace Ballast.Model.Tests.Expressions;

public sealed class ConditionTests
{
    private const string Item = """
        {'s':{'S':'hello'},'n':{'N':'5'},'m2':{'N':'7'},'b':{'B':'AAEC'},'t':{'BOOL':true},'f':{'BOOL':false},'nil':{'NULL':true},
        'ss':{'SS':['a','b']},'ns':{'NS':['1','2.5']},'bs':{'BS':['AAEC']},'l':{'L':[{'S':'x'},{'N':'3'},{'L':[{'S':'deep'}]}]},
        'm':{'M':{'k':{'S':'v'},'l':{'L':[{'M':{'z':{'N':'9'}}}]}}},'a.b':{'S':'dotted'},'e':{'S':''}}
        """;

    private const string Values = """
        {':s':{'S':'hello'},':he':{'S':'he'},':ell':{'S':'ell'},':x':{'S':'x'},':v':{'S':'v'},':n':{'N':'5'},':n4':{'N':'4'},':n6':{'N':'6'},
        ':n3':{'N':'3.0'},':n9':{'N':'9'},':b':{'B':'AAEC'},':b1':{'B':'AAE='},':t':{'BOOL':true},':f':{'BOOL':false},':nil':{'NULL':true},
        ':a':{'S':'a'},':ssab':{'SS':['b','a']},':n25':{'N':'2.50'},':S':{'S':'S'},':N':{'S':'N'},':BOOL':{'S':'BOOL'},':NULL':{'S':'NULL'},
        ':L':{'S':'L'},':M':{'S':'M'},':SS':{'S':'SS'},':one':{'N':'1'},':two':{'N':'2'},':three':{'N':'3'},':deep':{'L':[{'S':'deep'}]},
        ':e':{'S':''},':map':{'M':{'k':{'S':'v'}}}}
        """;

    [Theory]
    // comparisons
    [InlineData("s = :s", true)]
    [InlineData(":s = s", true)]
    [InlineData("s = :he", false)]
    [InlineData("s <> :he", true)]
    [InlineData("s <> :s", false)]
    [InlineData("n = :n", true)]
    [InlineData("n < :n6 AND n > :n4", true)]
    [InlineData("n <= :n AND n >= :n", true)]
    [InlineData("n < :n", false)]
    [InlineData("n > :n", false)]
    [InlineData("n < m2", true)]
    [InlineData("b > :b1", true)]
    [InlineData("s > :he", true)]
    [InlineData("t = :t", true)]
    [InlineData("t = :f", false)]
    [InlineData("f = :f", true)]
    [InlineData("nil = :nil", true)]
    [InlineData("ss = :ssab", true)]
    [InlineData("l[2] = :deep", true)]
    [InlineData("l[1] = :n3", true)]
    // types that differ, and what is not there
    [InlineData("s = :n", false)]
    [InlineData("s <> :n", true)]
    [InlineData("s < :n", false)]
    [InlineData("s > :n", false)]
    [InlineData("gone = :n", false)]
    [InlineData("gone <> :n", true)]
    [InlineData("gone < :n", false)]
    [InlineData("NOT gone < :n", true)]
    [InlineData("gone = elsewhere", false)]
    [InlineData("gone BETWEEN :n4 AND :n6", false)]
    [InlineData("gone IN (:n, :s)", false)]
    // BETWEEN, IN
    [InlineData("n BETWEEN :n4 AND :n6", true)]
    [InlineData("n between :n and :n", true)]
    [InlineData(":n BETWEEN :n4 AND m2", true)]
    [InlineData("m2 BETWEEN :n4 AND :n6", false)]
    [InlineData("s BETWEEN :n4 AND :n6", false)]
    [InlineData("n IN (:n4, :n6, :n)", true)]
    [InlineData("n IN (:n4)", false)]
    [InlineData("n IN (:s, a)", false)]
    [InlineData("n BETWEEN :n4 AND :n6 AND s = :s", true)]
    // logic
    [InlineData("s = :he OR n = :n", true)]
    [InlineData("s = :s OR n = :n4 AND n = :n6", true)]
    [InlineData("(s = :s OR n = :n4) AND n = :n6", false)]
    [InlineData("NOT s = :he", true)]
    [InlineData("NOT s = :s OR n = :n", true)]
    [InlineData("NOT (s = :s OR n = :n)", false)]
    [InlineData("not not s = :s", true)]
    [InlineData("(s) = (:s)", true)]
    [InlineData("(s = :s)", true)]
    // functions
    [InlineData("attribute_exists(s)", true)]
    [InlineData("attribute_exists(nil)", true)]
    [InlineData("attribute_exists(gone)", false)]
    [InlineData("attribute_not_exists(gone)", true)]
    [InlineData("attribute_not_exists(m.k)", false)]
    [InlineData("attribute_exists(m.k.z)", false)]
    [InlineData("attribute_exists(l[2][0])", true)]
    [InlineData("attribute_exists(l[3])", false)]
    [InlineData("attribute_exists(m[0])", false)]
    [InlineData("attribute_exists(#dotted)", true)]
    [InlineData("m.#l[0].z = :n9", true)]
    [InlineData("attribute_type(s, :S)", true)]
    [InlineData("attribute_type(s, :N)", false)]
    [InlineData("attribute_type(t, :BOOL) AND attribute_type(f, :BOOL)", true)]
    [InlineData("attribute_type(nil, :NULL)", true)]
    [InlineData("attribute_type(l, :L) AND attribute_type(m, :M) AND attribute_type(ss, :SS)", true)]
    [InlineData("attribute_type(gone, :S)", false)]
    [InlineData("begins_with(s, :he)", true)]
    [InlineData("begins_with(s, :ell)", false)]
    [InlineData("begins_with(b, :b1)", true)]
    [InlineData("begins_with(n, :he)", false)]
    [InlineData("begins_with(gone, :he)", false)]
    [InlineData("begins_with(s, :e)", true)]
    [InlineData("contains(s, :ell)", true)]
    [InlineData("contains(s, :x)", false)]
    [InlineData("contains(b, :b1)", true)]
    [InlineData("contains(ss, :a)", true)]
    [InlineData("contains(ss, :x)", false)]
    [InlineData("contains(ns, :n25)", true)]
    [InlineData("contains(ns, :a)", false)]
    [InlineData("contains(bs, :b)", true)]
    [InlineData("contains(l, :x)", true)]
    [InlineData("contains(l, :n3)", true)]
    [InlineData("contains(l, :deep)", true)]
    [InlineData("contains(l, :a)", false)]
    [InlineData("contains(n, :n)", false)]
    [InlineData("contains(m, :v)", false)]
    [InlineData("contains(:ssab, m.k)", false)]
    [InlineData("size(s) = :n", true)]
    [InlineData("size(b) = :three", true)]
    [InlineData("size(ss) = :two", true)]
    [InlineData("size(l) = :three", true)]
    [InlineData("size(m) = size(ss)", true)]
    [InlineData("size(e) < :one", true)]
    [InlineData("size(l[2]) = :one", true)]
    [InlineData("size(n) = :one", false)]
    [InlineData("size(gone) = :one", false)]
    [InlineData("size(s) BETWEEN size(b) AND :n6", true)]
    public void A_condition_asks_the_item(string text, bool expected)
    {
        var item = DynamoJson.Document(Item);
        var condition = Request.With(Values, "#dotted=a.b,#l=l").Condition(text);
        Assert.Equal(expected, condition.Evaluate(new DocumentView(item)));
        var opposite = Request.With(Values, "#dotted=a.b,#l=l").Condition(text.StartsWith('(') ? $"NOT ({text} AND s = :s)" : $"NOT ({text})");
        Assert.NotEqual(expected, opposite.Evaluate(new DocumentView(item)));
    }

    [Fact]
    public void An_item_that_does_not_exist_has_no_attributes()
    {
        var request = Request.With(Values);
        Assert.True(request.Condition("attribute_not_exists(pk)").Evaluate(default));
        Assert.False(request.Condition("pk = :s").Evaluate(default));
        Assert.True(request.Condition("pk <> :s").Evaluate(default));
    }

    [Fact]
    public void Evaluation_allocates_nothing()
    {
        var item = DynamoJson.Document(Item);
        var condition = Request.With(Values).Condition("size(s) = :n AND n BETWEEN :n4 AND :n6 AND contains(l, :n3) AND m.l[0].z IN (:n, :n9) AND NOT begins_with(s, :x) AND attribute_type(s, :S)");
        Assert.True(condition.Evaluate(new DocumentView(item)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            condition.Evaluate(new DocumentView(item));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("((a = :s)) AND", "The expression has redundant parentheses;")]
    [InlineData("a = 5 AND ((a = :s))", "Syntax error; token: \"5\", near: \"= 5 AND\"")]
    [InlineData("((name = :s))", "The expression has redundant parentheses;")]
    [InlineData("foo(:nope) = :s", "Invalid function name; function: foo")]
    [InlineData("foo(a) AND name = :s", "Invalid function name; function: foo")]
    [InlineData("name = :s AND foo(a)", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("#x = name", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("begins_with(a) AND name = :s", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("a = :nope AND size(a)", "The function is not allowed to be used this way in an expression; function: size")]
    [InlineData("attribute_exists(name) = :nope", "The function is not allowed to be used this way in an expression; function: attribute_exists")]
    [InlineData("size(a, b)", "The function is not allowed to be used this way in an expression; function: size")]
    [InlineData("a[99999999999] = name", "List index is not within the allowable range; index: [99999999999]")]
    [InlineData("#x = :nope", "An expression attribute name used in the document path is not defined; attribute name: #x")]
    [InlineData("begins_with(a, :n) AND #x = :s", "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N")]
    public void Of_two_faults_in_a_condition_the_services_first_is_told(string text, string expected) =>
        Assert.Equal("Invalid ConditionExpression: " + expected, Request.With(Values).ConditionError(text));

    [Fact]
    public void A_condition_knows_the_attributes_that_it_mentions()
    {
        var condition = Request.With(Values, "#p=pk").Condition("size(#p) > :n AND a.b = :s");
        Assert.True(condition.Mentions("pk"u8));
        Assert.True(condition.Mentions("a"u8));
        Assert.False(condition.Mentions("b"u8));
    }

    [Theory]
    [InlineData("", "The expression can not be empty;")]
    [InlineData("  ", "Syntax error; token: \"<EOF>\", near: \"  \"")]
    [InlineData("a x b", "Syntax error; token: \"x\", near: \"a x b\"")]
    [InlineData("a", "Syntax error; token: \"<EOF>\", near: \"a\"")]
    [InlineData("a = ", "Syntax error; token: \"<EOF>\", near: \"= \"")]
    [InlineData("a = :s AND", "Syntax error; token: \"<EOF>\", near: \"AND\"")]
    [InlineData("a == :s", "Syntax error; token: \"=\", near: \"== :s\"")]
    [InlineData("a = :s)", "Syntax error; token: \")\", near: \":s)\"")]
    [InlineData("(a = :s", "Syntax error; token: \"<EOF>\", near: \":s\"")]
    [InlineData("a[x] = :s", "Syntax error; token: \"x\", near: \"[x]\"")]
    [InlineData("a = 5", "Syntax error; token: \"5\", near: \"= 5\"")]
    [InlineData("a = é", "Syntax error; token: \"é\", near: \"= é\"")]
    [InlineData("# = :s", "Syntax error; token: \"#\", near: \"# =\"")]
    [InlineData("name = :s", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("a.Status = :s", "Attribute name is a reserved keyword; reserved keyword: Status")]
    [InlineData("#x = :s", "An expression attribute name used in the document path is not defined; attribute name: #x")]
    [InlineData("a = :nope", "An expression attribute value used in expression is not defined; attribute value: :nope")]
    [InlineData("foo(a)", "Invalid function name; function: foo")]
    [InlineData("ATTRIBUTE_EXISTS(a)", "Invalid function name; function: ATTRIBUTE_EXISTS")]
    [InlineData("if_not_exists(a, :s)", "The function is not allowed in a condition expression; function: if_not_exists")]
    [InlineData("size(a)", "The function is not allowed to be used this way in an expression; function: size")]
    [InlineData("size(a) AND a = :s", "The function is not allowed to be used this way in an expression; function: size")]
    [InlineData("attribute_exists(a) = :s", "The function is not allowed to be used this way in an expression; function: attribute_exists")]
    [InlineData("size(attribute_exists(a)) = :n", "The function is not allowed to be used this way in an expression; function: attribute_exists")]
    [InlineData("attribute_exists(a, b)", "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2")]
    [InlineData("begins_with(a)", "Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1")]
    [InlineData("attribute_exists(:s)", "Operator or function requires a document path; operator or function: attribute_exists")]
    [InlineData("begins_with(a, :n)", "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N")]
    [InlineData("a < :t", "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL")]
    [InlineData("a BETWEEN :map AND :map", "Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: M")]
    [InlineData("a = a", "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]")]
    [InlineData("contains(a.b[1], a.b[1])", "The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [a, b, [1]]")]
    [InlineData("attribute_type(a, :s)", "Invalid attribute type name found; type: hello, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}")]
    [InlineData("size(:n) = :n", "Incorrect operand type for operator or function; operator or function: size, operand type: N")]
    [InlineData("((a = :s))", "The expression has redundant parentheses;")]
    [InlineData("a BETWEEN :n6 AND :n4", "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:6}, upper bound operand: AttributeValue: {N:4}")]
    [InlineData("a BETWEEN :n4 AND :s", "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:4}, upper bound operand: AttributeValue: {S:hello}")]
    [InlineData("a[99999999999] = :s", "List index is not within the allowable range; index: [99999999999]")]
    [InlineData("#x = :s AND AND", "Syntax error; token: \"AND\", near: \"AND AND\"")]
    [InlineData("a AND b", "Syntax error; token: \"AND\", near: \"a AND b\"")]
    [InlineData("set = :s", "Syntax error; token: \"set\", near: \"set =\"")]
    [InlineData("a.in = :s", "Syntax error; token: \"in\", near: \".in =\"")]
    [InlineData("_a = :s", "Syntax error; token: \"_\", near: \"_a\"")]
    [InlineData("a[01] = :s", "Syntax error; token: \"1\", near: \"01]\"")]
    [InlineData("n IN (:s, n)", "The first operand must be distinct from the remaining operands for this operator or function; operator: IN, first operand: [n]")]
    [InlineData("attribute_type(a, b)", "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}")]
    [InlineData("attribute_type(a, a)", "The first operand must be distinct from the remaining operands for this operator or function; operator: attribute_type, first operand: [a]")]
    [InlineData("size(size(a)) = :n", "Incorrect operand type for operator or function; operator or function: size, operand type: N")]
    public void A_condition_that_may_not_be_is_refused_in_the_services_words(string text, string expected)
    {
        Assert.Equal("Invalid ConditionExpression: " + expected, Request.With(Values).ConditionError(text));
        Assert.Equal("Invalid FilterExpression: " + expected, Request.With(Values).ConditionError(text, ExpressionKind.Filter));
    }

    [Fact]
    public void The_limits_hold_at_their_edges()
    {
        var request = Request.With(Values);
        var name = new string('a', ExpressionLimits.ExpressionBytesMax - 5);
        request.Condition($"{name} = :s");
        Assert.Equal("Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097", request.ConditionError($"{name}b = :s"));

        string Chain(int operators) => string.Join("OR", Enumerable.Repeat(" a=:s ", (operators + 1) / 2));
        request.Condition(Chain(299));
        Assert.Contains("too many operators", request.ConditionError(Chain(301)), StringComparison.Ordinal);

        string In(int operands) => $"a IN ({string.Join(",", Enumerable.Repeat(":s", operands))})";
        request.Condition(In(ExpressionLimits.InOperandsMax));
        Assert.Contains("number of operands: 101", request.ConditionError(In(101)), StringComparison.Ordinal);

        string Nested(int depth) => string.Concat(Enumerable.Repeat("NOT ", depth)) + "a = :s";
        request.Condition(Nested(ExpressionLimits.NestingMax));
        Assert.Contains("nested too deeply", request.ConditionError(Nested(ExpressionLimits.NestingMax + 1)), StringComparison.Ordinal);
        Assert.Contains("nested too deeply", request.ConditionError(new string('(', 4000)), StringComparison.Ordinal);

        string Path(int elements) => "a" + string.Concat(Enumerable.Repeat("[0]", elements - 1)) + " = :s";
        request.Condition(Path(ExpressionLimits.PathElementsMax));
        Assert.Contains("nesting levels: 33", request.ConditionError(Path(ExpressionLimits.PathElementsMax + 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_reserved_words_are_all_there()
    {
        Assert.Equal(573, ReservedWords.Count);
        Assert.True(ReservedWords.Contains("status"u8));
        Assert.True(ReservedWords.Contains("LocalTimestamp"u8));
        Assert.False(ReservedWords.Contains("pk"u8));
        Assert.False(ReservedWords.Contains("averyveryveryverylongname"u8));
        Assert.True(ReservedWords.LengthMax <= 24);
    }
}
