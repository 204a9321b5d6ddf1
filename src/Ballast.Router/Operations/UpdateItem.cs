using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Keys;
using Ballast.Node.Calls;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Json;
using Ballast.Router.Legacy;
using Ballast.Router.Requests;
using Ballast.Router.Validation;

namespace Ballast.Router.Operations;

/// <summary>UpdateItem: changes attributes of an item, making it where there is none.</summary>
internal sealed class UpdateItem(DataPlane data) : ItemWriteOperation(data)
{
    public override string Name => "UpdateItem";

    protected override LegacyMembers Known => LegacyMembers.OfUpdate;

    protected override void Constrain(DataRequest request, ref Violations violations)
    {
        if (!request.HasKey)
            violations.Required("key");
    }

    protected override ApiError? CheckMembers(DataRequest request) => null;

    protected override ApiError? Fill(DataContext context, ItemWrite write)
    {
        var schema = context.Table.Schema.Key;
        var key = new DocumentView(context.Request.Key.Written);
        if (ItemKeys.EncodeKey(schema, key, write.Key) is { } invalid)
            return invalid;
        if (context.Update is not null && ModifiedKey(context.Update, schema) is { } part)
            return ApiErrors.Validation($"One or more parameter values were invalid: Cannot update attribute {part.Name}. This attribute is part of the key");
        write.Kind = WriteKind.Update;
        write.Update = context.Update;
        write.Document.Write(key.Encoded);
        return null;
    }

    protected override void WriteAttributes(DataContext context, ref ResponseWriter writer)
    {
        var image = context.Request.ReturnValues switch
        {
            "ALL_OLD" or "UPDATED_OLD" => context.Write.OldFound ? context.Write.Old.Written : default,
            "ALL_NEW" or "UPDATED_NEW" => context.Write.New.Written,
            _ => default,
        };
        if (image.IsEmpty)
            return;
        if (context.Request.ReturnValues is "UPDATED_OLD" or "UPDATED_NEW")
        {
            if (context.Update is null)
                return;
            context.Projected.Reset();
            context.Update.CopyTouched(new DocumentView(image), context.Projected);
            image = context.Projected.Written;
            if (new DocumentView(image).Count == 0)
                return;
        }
        writer.Name("Attributes"u8);
        writer.Document(image);
    }

    private static KeyPart? ModifiedKey(UpdateExpression update, KeySchema schema)
    {
        if (update.Modifies(schema.Partition.NameUtf8))
            return schema.Partition;
        return schema.Sort is not null && update.Modifies(schema.Sort.NameUtf8) ? schema.Sort : null;
    }
}
