using System.Text;

using Ballast.Model.Expressions;
using Ballast.Model.Tests;
using Ballast.Model.Tests.Expressions;

namespace Ballast.Transport.Tests.Messages;

/// <summary>Expressions and items on which they differ.</summary>
internal static class ExpressionSamples
{
    private const string Values =
        "{':n':{'N':'2'},':m':{'N':'7'},':s':{'S':'ab'},':x':{'B':'AQI='},':t':{'BOOL':true},':z':{'NULL':true},':l':{'L':[{'N':'2'},{'S':'ab'}]},"
        + "':map':{'M':{'k':{'N':'2'}}},':ss':{'SS':['ab','c']},':ns':{'NS':['2','3']},':bs':{'BS':['AQI=']},':S':{'S':'S'},':N':{'S':'N'},':NULL':{'S':'NULL'}}";

    private const string Names = "#n=n,#s=s,#odd=größe.[1]";

    /// <summary>The last is the item that does not exist.</summary>
    public static readonly byte[][] Items =
    [
        DynamoJson.Document("{'n':{'N':'2'},'s':{'S':'abc'},'l':{'L':[{'N':'2'},{'M':{'k':{'S':'ab'}}},{'L':[]}]},'m':{'M':{'k':{'N':'2'},'d':{'L':[{'N':'1'}]}}}}"),
        DynamoJson.Document("{'n':{'N':'-7.5'},'s':{'SS':['ab','x']},'l':{'S':'no list'},'m':{'L':[]},'z':{'NULL':true},'ns':{'NS':['1','2']},'b':{'B':'AQID'}}"),
        DynamoJson.Document("{'n':{'S':'ab'},'s':{'N':'7'},'z':{'BOOL':true},'größe.[1]':{'N':'2'},'ns':{'NS':['9']},'bs':{'BS':['AQI=','Ag==']},'b':{'B':'AQI='}}"),
        DynamoJson.Document("{}"),
        [],
    ];

    public static readonly string[] Conditions =
    [
        "n = :n", "n <> :n", "n < :m", "n <= :n", "n > :n", "n >= :m", ":n = n", "n = s", "#n = :n AND #s = :s", "#odd = :n",
        "attribute_exists(n)", "attribute_not_exists(l[1].k)", "attribute_exists(m.d[0])", "attribute_exists(l[2147483647])",
        "attribute_type(s, :S)", "attribute_type(n, :N)", "attribute_type(z, :NULL)", "attribute_type(size(s), :N)",
        "begins_with(s, :s)", "begins_with(b, :x)", "begins_with(:s, s)", "contains(s, :s)", "contains(l, :n)", "contains(ns, :n)", "contains(bs, :x)", "contains(:ss, n)",
        "size(s) = :n", "size(l) > :n", "size(m.k) < size(l)", "size(:ss) = n", "n BETWEEN :n AND :m", "size(s) BETWEEN :n AND size(l)", "s BETWEEN :s AND :s",
        "n IN (:n)", "n IN (:m, s, :s, size(s))", "l = :l OR m = :map OR z = :t OR z = :z", "NOT n = :n", "NOT (n = :n OR s = :s) AND (z = :z OR NOT attribute_exists(l))",
        "(n = :n AND s = :s) OR (n = :m AND (s = :n OR l = :l))",
    ];

    public static readonly string[] Updates =
    [
        "SET n = :n", "SET #odd = :l", "SET a = n, b = s", "SET a = gone", "SET n = n + :n", "SET n = n - :m", "SET n = :m - :n", "SET n = (n + :n)",
        "SET n = if_not_exists(n, :n) + :n", "SET a.b = :n", "SET m.k = :map", "SET m.d[0] = :n, m.d[7] = :s, m.d[3] = :t", "SET l[1].k = l[0], l[2] = l[1]",
        "SET l = list_append(l, :l)", "SET l = list_append(:l, l)", "SET l = list_append(if_not_exists(l, :l), l[2])", "SET l = list_append(if_not_exists(n, :l), :l)",
        "SET a = if_not_exists(gone, if_not_exists(s, :z))", "REMOVE n", "REMOVE l[0], l[2], m.k, gone, z", "ADD n :n", "ADD ns :ns", "ADD a :ss", "ADD m.k :m",
        "DELETE s :ss", "DELETE ns :ns, bs :bs", "DELETE ns :ss", "SET a = :x, l[0] = :ss REMOVE s, m.d ADD n :m, ns :ns DELETE bs :bs",
    ];

    public static ConditionExpression Condition(string text) => Request.With(Values, Names).Condition(text);

    public static UpdateExpression Update(string text) => Request.With(Values, Names).Update(text);

    public static AttributeTest Test(string name, AttributeOperator asked, params string[] operands) =>
        new(Encoding.UTF8.GetBytes(name), asked, [.. operands.Select(static operand => (ReadOnlyMemory<byte>)DynamoJson.Value(operand))]);

    public static AttributeChange Change(string name, AttributeAction action, string value = "") =>
        new(Encoding.UTF8.GetBytes(name), action, value.Length > 0 ? DynamoJson.Value(value) : default);
}
