using System.Text;

using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Router.Errors;

namespace Ballast.Router.Legacy;

/// <summary>Checks the entries of AttributeUpdates, and makes changes of them.</summary>
internal static class LegacyUpdates
{
    public static ApiError? Read(List<LegacyUpdate> updates, out List<AttributeChange> changes)
    {
        changes = [];
        foreach (var update in updates)
        {
            var action = ActionOf(update.Action);
            if (Check(update, action) is { } error)
                return error;
            changes.Add(new AttributeChange(Encoding.UTF8.GetBytes(update.Attribute), action, update.Value));
        }
        return null;
    }

    private static ApiError? Check(LegacyUpdate update, AttributeAction action)
    {
        if (update.Value is not { } value)
            return action == AttributeAction.Delete ? null : LegacyTexts.UpdateWithoutValue;
        var tag = new ValueView(value).Tag;
        return action switch
        {
            AttributeAction.Add when tag is not (ValueTag.Number or ValueTag.List) && !ValueTags.IsSet(tag) => LegacyTexts.AddType(tag),
            AttributeAction.Delete when !ValueTags.IsSet(tag) => LegacyTexts.DeleteType(tag),
            _ => null,
        };
    }

    private static AttributeAction ActionOf(string? text) => text switch
    {
        "ADD" => AttributeAction.Add,
        "DELETE" => AttributeAction.Delete,
        _ => AttributeAction.Put,
    };
}
