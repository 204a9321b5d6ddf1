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
        for (var i = 0; i < expression.Actions.Count; i++)
        {
            var change = Of(expression.Actions[i], paths);
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
        foreach (var change in program.Changes)
        {
            if (PathCodec.At(paths, change.Target) is not { } target || Read(change, paths) is not { } action)
                return null;
            targets.Add(target);
            actions.Add(action);
        }
        return UpdateExpression.OfParts(targets, actions, paths, program.MakesItem);
    }

    private static Wire.Change Of(UpdateAction action, Dictionary<DocumentPath, uint> paths)
    {
        switch (action)
        {
            case SetAction set:
                var change = new Wire.Change { Kind = Wire.Change.Types.Kind.Set };
                UpdateOperandCodec.Write(set.Operand, paths, change.Operands);
                return change;
            case RemoveAction:
                return new Wire.Change { Kind = Wire.Change.Types.Kind.Remove };
            case AddAction add:
                return new Wire.Change { Kind = Wire.Change.Types.Kind.Add, Value = Fields.Wrap(add.Encoded), Mismatch = NumberOf(add.Mismatch) };
            case DeleteAction delete:
                return new Wire.Change { Kind = Wire.Change.Types.Kind.Delete, Value = Fields.Wrap(delete.Encoded), Mismatch = NumberOf(delete.Mismatch) };
            case AppendAction append:
                return new Wire.Change { Kind = Wire.Change.Types.Kind.Append, Value = Fields.Wrap(append.Encoded) };
            default:
                throw Invariant.Unreachable("an action without a codec");
        }
    }

    private static UpdateAction? Read(Wire.Change change, List<DocumentPath> paths) => change.Kind switch
    {
        Wire.Change.Types.Kind.Set => UpdateOperandCodec.Read(change.Operands, paths) is { } operand ? new SetAction(operand) : null,
        Wire.Change.Types.Kind.Remove => RemoveAction.Instance,
        Wire.Change.Types.Kind.Add => TagOf(change.Value) is { } tag && (tag == ValueTag.Number || ValueTags.IsSet(tag)) && MismatchOf(change) is { } mismatch
            ? new AddAction(change.Value.Memory, mismatch)
            : null,
        Wire.Change.Types.Kind.Delete => TagOf(change.Value) is { } tag && ValueTags.IsSet(tag) && MismatchOf(change) is { } mismatch
            ? new DeleteAction(change.Value.Memory, mismatch)
            : null,
        Wire.Change.Types.Kind.Append => TagOf(change.Value) == ValueTag.List ? new AppendAction(change.Value.Memory) : null,
        _ => null,
    };

    private static ValueTag? TagOf(ByteString value) => DocumentVerifier.VerifyValue(value.Span) ? new ValueView(value.Span).Tag : null;

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
