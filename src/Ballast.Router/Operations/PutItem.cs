using Ballast.Model.Documents;
using Ballast.Model.Sizes;
using Ballast.Node.Calls;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Requests;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>PutItem: a whole item, replacing one of the same key.</summary>
internal sealed class PutItem(DataPlane data) : ItemWriteOperation(data)
{
    protected override OperationMembers Members => ItemMembers.PutItem;

    protected override ExpressionMembers Expressions => ExpressionMembers.Condition;

    protected override ApiError? CheckMembers(DataRequest request)
    {
        if (request.ItemProblem is { } problem)
            return problem;
        if (request.ReturnValues is not (null or "NONE" or "ALL_OLD"))
            return ApiErrors.Validation("ReturnValues can only be ALL_OLD or NONE");
        return ItemSize.Of(new DocumentView(request.Item.Written)) > ItemSize.ItemBytesMax ? CallErrors.ItemTooLarge : null;
    }

    protected override ApiError? Fill(DataContext context, ItemWrite write)
    {
        var item = new DocumentView(context.Request.Item.Written);
        write.Kind = WriteKind.Put;
        write.Document.Write(item.Encoded);
        return ItemKeys.EncodeItem(context.Table.Schema, item, write.Key);
    }
}
