using Ballast.Foundation;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;

using Google.Protobuf;

namespace Ballast.Transport.Messages;

/// <summary>Updates: the paths that change, and what happens to each.</summary>
internal static class UpdateCodec
{
    // How an attribute of another type is refused. Numbers never change.
    private const uint AsOperand = 1, AsAttribute = 2;

    public static Wire.UpdateProgram Of(UpdateExpression expression)
    {
        var program = new Wire.UpdateProgram { MakesItem = expression.MakesItem };
        var paths = PathCodec.Write(expression.Paths, program.Paths);
        var values = new LongBytes();
        for (var i = 0; i < expression.Actions.Count; i++)
        {
            var change = Of(expression.Actions[i], paths, values);
            change.Target = paths[expression.Targets[i]];
            program.Changes.Add(change);
        }
        return program;
    }

    /// <summary>Null when it is no update.</summary>
    public static UpdateExpression? Read(Wire.UpdateProgram program)
    {
        if (PathCodec.Read(program.Paths) is not { } paths)
            return null;
        var targets = new List<DocumentPath>(program.Changes.Count);
        var actions = new List<UpdateAction>(program.Changes.Count);
        var values = LongBytesRead.OfValues();
        foreach (var change in program.Changes)
        {
            if (PathCodec.At(paths, change.Target) is not { } target || Read(change, paths, values) is not { } action)
                return null;
            targets.Add(target);
            actions.Add(action);
        }
        return UpdateExpression.OfParts(targets, actions, paths, program.MakesItem);
    }

    private static Wire.Change Of(UpdateAction action, Dictionary<DocumentPath, uint> paths, LongBytes values)
    {
        switch (action)
        {
            case SetAction set:
                var change = new Wire.Change { Kind = Wire.Change.Types.Kind.Set };
                UpdateOperandCodec.Write(set.Operand, paths, values, change.Operands);
                return change;
            case RemoveAction:
                return new Wire.Change { Kind = Wire.Change.Types.Kind.Remove };
            case AddAction add:
                return ChangeOf(Wire.Change.Types.Kind.Add, add.Encoded, values, NumberOf(add.Mismatch));
            case DeleteAction delete:
                return ChangeOf(Wire.Change.Types.Kind.Delete, delete.Encoded, values, NumberOf(delete.Mismatch));
            case AppendAction append:
                return ChangeOf(Wire.Change.Types.Kind.Append, append.Encoded, values);
            default:
                throw Invariant.Unreachable("an action without a codec");
        }
    }

    private static Wire.Change ChangeOf(Wire.Change.Types.Kind kind, ReadOnlyMemory<byte> value, LongBytes values, uint mismatch = 0)
    {
        var again = values.NumberOf(value);
        return new Wire.Change { Kind = kind, Value = again == 0 ? Fields.Wrap(value) : ByteString.Empty, Again = again, Mismatch = mismatch };
    }

    private static UpdateAction? Read(Wire.Change change, List<DocumentPath> paths, LongBytesRead values) => change.Kind switch
    {
        Wire.Change.Types.Kind.Set => UpdateOperandCodec.Read(change.Operands, paths, values) is { } operand ? new SetAction(operand) : null,
        Wire.Change.Types.Kind.Remove => RemoveAction.Instance,
        _ => values.Read(change.Value, change.Again) is { } value ? Read(change, value) : null,
    };

    private static UpdateAction? Read(Wire.Change change, ReadOnlyMemory<byte> value)
    {
        var tag = new ValueView(value.Span).Tag;
        return change.Kind switch
        {
            Wire.Change.Types.Kind.Add => (tag == ValueTag.Number || ValueTags.IsSet(tag)) && MismatchOf(change) is { } mismatch ? new AddAction(value, mismatch) : null,
            Wire.Change.Types.Kind.Delete => ValueTags.IsSet(tag) && MismatchOf(change) is { } mismatch ? new DeleteAction(value, mismatch) : null,
            Wire.Change.Types.Kind.Append => tag == ValueTag.List ? new AppendAction(value) : null,
            _ => null,
        };
    }

    private static uint NumberOf(ExpressionError mismatch)
    {
        if (mismatch == ExpressionTexts.UpdateType)
            return AsOperand;
        Invariant.Holds(mismatch == ExpressionTexts.ChangeType);
        return AsAttribute;
    }

    private static ExpressionError? MismatchOf(Wire.Change change) => change.Mismatch switch
    {
        AsOperand => ExpressionTexts.UpdateType,
        AsAttribute => ExpressionTexts.ChangeType,
        _ => null,
    };
}
