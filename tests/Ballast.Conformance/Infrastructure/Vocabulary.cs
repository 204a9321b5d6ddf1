using System.Text.RegularExpressions;

namespace Ballast.Conformance.Infrastructure;

/// <summary>Placeholders that mean the same in every test expression, so that a row of a theory is one line of text.</summary>
public static partial class Vocabulary
{
    private static readonly Dictionary<string, string> AllNames = Names(
        ("#size", "size"), ("#dotted", "with.dot"), ("#with", "with"), ("#box", "box"), ("#deep", "deep"), ("#er", "er"), ("#n", "number"),
        ("#s", "text"), ("#pk", "pk"), ("#sk", "sk"), ("#shelf", "shelf"), ("#absent", "absent"), ("#data", "data"));

    private static readonly Dictionary<string, AttributeValue> AllValues = Item(
        (":zero", N(0)), (":one", N(1)), (":two", N(2)), (":three", N(3)), (":four", N(4)), (":five", N(5)), (":six", N(6)), (":ten", N(10)),
        (":minus", N(-1)), (":fiveAgain", N("5.00")), (":text5", S("5")),
        (":a", S("a")), (":b", S("b")), (":c", S("c")), (":empty", S("")), (":hello", S("hello")), (":hel", S("hel")), (":ell", S("ell")),
        (":help", S("help")), (":Hello", S("Hello")), (":z", S("z")),
        (":bytes", B(1, 2, 3)), (":byte1", B(1)), (":byte23", B(2, 3)), (":byte4", B(4)), (":noBytes", B()),
        (":true", Bool(true)), (":false", Bool(false)), (":null", Null),
        (":ss", SS("a", "b")), (":ssTurned", SS("b", "a")), (":ssOther", SS("a", "c")), (":ns", NS("1", "2")), (":bs", BS([1], [2])),
        (":list", L(N(0), S("one"), M(("x", N(7))), SS("p", "q"))), (":listTurned", L(S("one"), N(0))), (":noList", L()),
        (":map", M(("x", N(5)), ("deep", M(("er", S("est")))))), (":noMap", M()), (":mapX7", M(("x", N(7)))),
        (":S", S("S")), (":N", S("N")), (":B", S("B")), (":BOOL", S("BOOL")), (":NULL", S("NULL")), (":SS", S("SS")), (":NS", S("NS")),
        (":BS", S("BS")), (":L", S("L")), (":M", S("M")), (":X", S("X")));

    /// <summary>The definitions of the name placeholders that an expression uses; null when it uses none.</summary>
    public static Dictionary<string, string>? NamesIn(string expression) => Used(expression, NamePattern(), AllNames);

    /// <summary>The values of the placeholders that an expression uses; null when it uses none.</summary>
    public static Dictionary<string, AttributeValue>? ValuesIn(string expression) => Used(expression, ValuePattern(), AllValues);

    private static Dictionary<string, T>? Used<T>(string expression, Regex pattern, Dictionary<string, T> all)
    {
        var used = pattern.Matches(expression).Select(match => match.Value).Distinct().Where(all.ContainsKey).ToDictionary(name => name, name => all[name]);
        return used.Count == 0 ? null : used;
    }

    [GeneratedRegex("#[A-Za-z0-9_]+")]
    private static partial Regex NamePattern();

    [GeneratedRegex(":[A-Za-z0-9_]+")]
    private static partial Regex ValuePattern();
}
