using System.Text;
using Ballast.Foundation;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using BenchmarkDotNet.Attributes;

namespace Ballast.Bench.Micro.Expressions;

/// <summary>A condition of three comparisons and an update of two attributes: parsed, and applied to a small item.</summary>
public class Conditions : IDisposable
{
    private static readonly byte[] ConditionText = "attribute_exists(pk) AND #v = :old AND size(note) < :max"u8.ToArray();
    private static readonly byte[] UpdateText = "SET #v = #v + :one, note = :note"u8.ToArray();
    private readonly Placeholders _ofCondition = new();
    private readonly Placeholders _ofUpdate = new();
    private readonly DocumentBuilder _target = new();
    private byte[] _item = [];
    private ConditionExpression? _condition;
    private UpdateExpression? _update;

    [GlobalSetup]
    public void Fill()
    {
        Add(_ofCondition, ":old", builder => builder.Number("41"u8));
        Add(_ofCondition, ":max", builder => builder.Number("100"u8));
        Add(_ofUpdate, ":one", builder => builder.Number("1"u8));
        Add(_ofUpdate, ":note", builder => builder.String("the second version"u8));
        foreach (var placeholders in new[] { _ofCondition, _ofUpdate })
            Invariant.Holds(placeholders.AddName("#v"u8.ToArray(), "version"u8.ToArray()) is null);
        _item = Item();
        Invariant.Holds(ParseCondition() && ParseUpdate() && Evaluate() && Apply() > 0);
    }

    [Benchmark]
    public bool ParseCondition() =>
        ConditionExpression.TryParse(ExpressionKind.Condition, ConditionText, _ofCondition, out _condition, out _);

    [Benchmark]
    public bool Evaluate() => _condition!.Evaluate(new DocumentView(_item));

    [Benchmark]
    public bool ParseUpdate() => UpdateExpression.TryParse(UpdateText, _ofUpdate, out _update, out _);

    [Benchmark]
    public int Apply()
    {
        _target.Reset();
        return _update!.Apply(new DocumentView(_item), _target) is null ? _target.Length : 0;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _target.Dispose();
        GC.SuppressFinalize(this);
    }

    private static void Add(Placeholders placeholders, string name, Action<DocumentBuilder> value)
    {
        using var builder = new DocumentBuilder();
        value(builder);
        Invariant.Holds(placeholders.AddValue(Encoding.UTF8.GetBytes(name), builder.Written.ToArray()) is null);
    }

    private static byte[] Item()
    {
        using var builder = new DocumentBuilder();
        builder.BeginDocument();
        builder.Name("pk"u8);
        builder.String("user000000000042"u8);
        builder.Name("version"u8);
        builder.Number("41"u8);
        builder.Name("note"u8);
        builder.String("the first version"u8);
        Invariant.Holds(builder.EndDocument() == default);
        return builder.Written.ToArray();
    }
}
