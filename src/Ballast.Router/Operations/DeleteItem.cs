using Ballast.Model.Documents;
using Ballast.Node.Calls;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Requests;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>DeleteItem: an item, by its key; one that is not there is fine.</summary>
internal sealed class DeleteItem(DataPlane data) : ItemWriteOperation(data)
{
    protected override OperationMembers Members => ItemMembers.DeleteItem;

    protected override ExpressionMembers Expressions => ExpressionMembers.Condition;

    protected override ApiError? CheckMembers(DataRequest request) =>
        request.KeyProblem ?? (request.ReturnValues is null or "NONE" or "ALL_OLD" ? null : ApiErrors.Validation("ReturnValues can only be ALL_OLD or NONE"));

    protected override ApiError? Fill(DataContext context, ItemWrite write)
    {
        write.Kind = WriteKind.Delete;
        return ItemKeys.EncodeKey(context.Table.Schema.Key, new DocumentView(context.Request.Key.Written), write.Key);
    }
}
