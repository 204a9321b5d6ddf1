namespace Ballast.Model.Expressions;

/// <summary>What the update actions from before expressions do.</summary>
public enum AttributeAction
{
    /// <summary>The attribute becomes the value.</summary>
    Put,

    /// <summary>Numbers are added, sets united, lists appended to; what is not there becomes the value.</summary>
    Add,

    /// <summary>The value's elements leave the set; without a value the attribute goes.</summary>
    Delete,
}

/// <summary>A change of one attribute.</summary>
/// <param name="Name">The whole name of a top-level attribute, UTF-8; points and brackets are part of it.</param>
/// <param name="Action">What happens to it.</param>
/// <param name="Value">An encoded value of a type that the action takes; empty for none.</param>
public sealed record AttributeChange(ReadOnlyMemory<byte> Name, AttributeAction Action, ReadOnlyMemory<byte> Value)
{
    internal UpdateAction ToAction() => Action switch
    {
        AttributeAction.Put => new SetAction(new ValueSource(Value)),
        AttributeAction.Add when new Documents.ValueView(Value.Span).Tag == Documents.ValueTag.List => new AppendAction(Value),
        AttributeAction.Add => new AddAction(Value, ExpressionTexts.ChangeType),
        _ => Value.IsEmpty ? RemoveAction.Instance : new DeleteAction(Value, ExpressionTexts.ChangeType),
    };
}
