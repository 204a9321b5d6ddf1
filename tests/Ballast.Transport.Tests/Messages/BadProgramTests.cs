using Ballast.Model.Expressions;
using Ballast.Model.Tests;
using Ballast.Transport.Messages;

using Google.Protobuf;

using Kind = Ballast.Transport.Messages.Wire.Node.Types.Kind;
using Wire = Ballast.Transport.Messages.Wire;

namespace Ballast.Transport.Tests.Messages;

/// <summary>Programs that no expression has.</summary>
public sealed class BadProgramTests
{
    private static readonly Wire.Node Path = new() { Kind = Kind.Path }, Exists = new() { Kind = Kind.Exists }, Value = Valued(Kind.Value, "{'N':'1'}");

    private static readonly Wire.Node Long = Valued(Kind.Value, $"{{'S':'{new string('x', LongBytes.BytesMin)}'}}");

    [Fact]
    public void A_long_value_may_be_named_again() => Assert.NotNull(Condition(Long, new Wire.Node { Kind = Kind.Value, Again = 1 }, Of(Kind.Equal)));

    [Fact]
    public void A_program_that_leaves_one_condition_is_one() => Assert.NotNull(Condition(Exists, Path, Value, Of(Kind.Equal), Of(Kind.And)));

    public static TheoryData<string> Names => [.. Conditions.Keys];

    private static Dictionary<string, Wire.Node[]> Conditions => new()
    {
        ["nothing"] = [],
        ["only an operand"] = [Path],
        ["two conditions"] = [Exists, Exists],
        ["an operand left"] = [Path, Exists],
        ["no kind"] = [new Wire.Node()],
        ["an unknown kind"] = [Of((Kind)99)],
        ["a kind of updates"] = [Path, Value, Of(Kind.Plus)],
        ["not of nothing"] = [Of(Kind.Not)],
        ["and of one"] = [Exists, Of(Kind.And)],
        ["equal of one"] = [Path, Of(Kind.Equal)],
        ["between of two"] = [Path, Value, Of(Kind.Between)],
        ["in of none"] = [Path, Of(Kind.In)],
        ["in of more than there are"] = [Path, Value, new Wire.Node { Kind = Kind.In, Count = 2 }],
        ["in of very many"] = [Path, Value, new Wire.Node { Kind = Kind.In, Count = uint.MaxValue }],
        ["a path that is not there"] = [new Wire.Node { Kind = Kind.Exists, Path = 7 }],
        ["a value that is none"] = [Path, new Wire.Node { Kind = Kind.Value, Value = ByteString.CopyFrom(2, 1) }, Of(Kind.Equal)],
        ["no value"] = [Path, Of(Kind.Value), Of(Kind.Equal)],
        ["a value again that was never said"] = [Path, new Wire.Node { Kind = Kind.Value, Again = 1 }, Of(Kind.Equal)],
        ["a short value again"] = [Value, new Wire.Node { Kind = Kind.Value, Again = 1 }, Of(Kind.Equal)],
        ["a value again and another"] = [Long, new Wire.Node { Kind = Kind.Value, Again = 1, Value = Value.Value }, Of(Kind.Equal)],
        ["a value again that comes later"] = [new Wire.Node { Kind = Kind.Value, Again = 1 }, Long, Of(Kind.Equal)],
        ["the size of a size"] = [Path, Of(Kind.Size), Of(Kind.Size), Value, Of(Kind.Equal)],
        ["a type that is none"] = [Path, Valued(Kind.Type, "{'S':'X'}")],
        ["a type that is no string"] = [Path, Valued(Kind.Type, "{'N':'1'}")],
        ["too deep"] = [Exists, .. Enumerable.Repeat(Of(Kind.Not), ConditionReader.DepthMax)],
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Anything_else_is_no_condition(string name) => Assert.Null(Condition(Conditions[name]));

    [Fact]
    public void The_deepest_condition_is_one() => Assert.NotNull(Condition([Exists, .. Enumerable.Repeat(Of(Kind.Not), ConditionReader.DepthMax - 1)]));

    [Fact]
    public void Right_sides_are_one_operand()
    {
        Assert.NotNull(Update(Set(Path, Value, Of(Kind.Plus))));
        Assert.Null(Update(Set()));
        Assert.Null(Update(Set(Path, Value)));
        Assert.Null(Update(Set(Value, Of(Kind.Minus))));
        Assert.Null(Update(Set(Of(Kind.IfNotExists))));
        Assert.Null(Update(Set(Value, new Wire.Node { Kind = Kind.IfNotExists, Path = 9 })));
        Assert.Null(Update(Set(Path, Of(Kind.Size))));
        Assert.NotNull(Update(Set([Value, .. Enumerable.Repeat(Of(Kind.IfNotExists), UpdateOperandCodec.DepthMax - 1)])));
        Assert.Null(Update(Set([Value, .. Enumerable.Repeat(Of(Kind.IfNotExists), UpdateOperandCodec.DepthMax)])));
    }

    [Theory]
    [InlineData(Wire.Change.Types.Kind.Add, "{'N':'1'}", 1, true)]
    [InlineData(Wire.Change.Types.Kind.Add, "{'SS':['x']}", 2, true)]
    [InlineData(Wire.Change.Types.Kind.Add, "{'S':'x'}", 1, false)]
    [InlineData(Wire.Change.Types.Kind.Add, "{'N':'1'}", 0, false)]
    [InlineData(Wire.Change.Types.Kind.Add, "{'N':'1'}", 3, false)]
    [InlineData(Wire.Change.Types.Kind.Delete, "{'NS':['1']}", 1, true)]
    [InlineData(Wire.Change.Types.Kind.Delete, "{'N':'1'}", 1, false)]
    [InlineData(Wire.Change.Types.Kind.Delete, "{'NS':['1']}", 0, false)]
    [InlineData(Wire.Change.Types.Kind.Append, "{'L':[]}", 0, true)]
    [InlineData(Wire.Change.Types.Kind.Append, "{'SS':['x']}", 0, false)]
    [InlineData(Wire.Change.Types.Kind.None, "{'N':'1'}", 1, false)]
    [InlineData((Wire.Change.Types.Kind)6, "{'N':'1'}", 1, false)]
    internal void Actions_take_what_they_can_use(Wire.Change.Types.Kind kind, string value, uint mismatch, bool isOne) =>
        Assert.Equal(isOne, Update(new Wire.Change { Kind = kind, Value = ByteString.CopyFrom(DynamoJson.Value(value)), Mismatch = mismatch }) is not null);

    [Fact]
    public void Targets_go_together()
    {
        var remove = new Wire.Change { Kind = Wire.Change.Types.Kind.Remove };
        var below = new Wire.Change { Kind = Wire.Change.Types.Kind.Remove, Target = 1 };
        Assert.NotNull(Update(remove));
        Assert.NotNull(Update(below));
        Assert.Null(Update(remove, remove));
        Assert.Null(Update(remove, below));
        Assert.Null(Update(below, remove));
        Assert.Null(Update(new Wire.Change { Kind = Wire.Change.Types.Kind.Remove, Target = 2 }));
    }

    [Fact]
    public void Paths_begin_with_a_name_and_lead_somewhere()
    {
        static Wire.Path.Types.Step Name(params byte[] name) => new() { Name = ByteString.CopyFrom(name) };
        static Wire.Path.Types.Step At(uint index) => new() { Index = index };
        Assert.NotNull(Read(Name(97), At(int.MaxValue)));
        Assert.Null(Read());
        Assert.Null(Read(At(0)));
        Assert.Null(Read(Name()));
        Assert.Null(Read(Name(0xFF)));
        Assert.Null(Read(Name(97), new Wire.Path.Types.Step()));
        Assert.Null(Read(Name(97), At(1u + int.MaxValue)));
        Assert.NotNull(Read([.. Enumerable.Repeat(Name(97), ExpressionLimits.PathElementsMax)]));
        Assert.Null(Read([.. Enumerable.Repeat(Name(97), ExpressionLimits.PathElementsMax + 1)]));
    }

    private static ConditionExpression? Condition(params Wire.Node[] nodes)
    {
        var program = new Wire.ConditionProgram { Paths = { PathOf("a") } };
        program.Nodes.AddRange(nodes);
        return ConditionCodec.Read(program);
    }

    private static UpdateExpression? Update(params Wire.Change[] changes)
    {
        var program = new Wire.UpdateProgram { Paths = { PathOf("a"), PathOf("a", "b") } };
        program.Changes.AddRange(changes);
        return UpdateCodec.Read(program);
    }

    private static List<DocumentPath>? Read(params Wire.Path.Types.Step[] steps)
    {
        var program = new Wire.ConditionProgram();
        program.Paths.Add(new Wire.Path { Steps = { steps } });
        return PathCodec.Read(program.Paths);
    }

    private static Wire.Change Set(params Wire.Node[] operands) => new() { Kind = Wire.Change.Types.Kind.Set, Operands = { operands } };

    private static Wire.Path PathOf(params string[] names) =>
        new() { Steps = { names.Select(static name => new Wire.Path.Types.Step { Name = ByteString.CopyFromUtf8(name) }) } };

    private static Wire.Node Of(Kind kind) => new() { Kind = kind };

    private static Wire.Node Valued(Kind kind, string value) => new() { Kind = kind, Value = ByteString.CopyFrom(DynamoJson.Value(value)) };
}
