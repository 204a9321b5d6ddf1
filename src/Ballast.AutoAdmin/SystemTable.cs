using System.Buffers.Binary;
using System.Text;

using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Keys;
using Ballast.Node.Calls;
using Ballast.Node.Fleet;
using Ballast.Storage;

namespace Ballast.AutoAdmin;

/// <summary>The table of tables: descriptions and sequences as items of the root group, written like any other item.</summary>
/// <remarks>Its key is (kind, name): ("table", NAME) holds a description, ("sequence", "group") the newest group id.</remarks>
internal sealed class SystemTable(IStorage storage)
{
    private const string TableKind = "table", SequenceKind = "sequence", GroupSequence = "group";
    private const int PageBytesMax = 1024 * 1024;
    private static readonly KeySchema Key = new(new KeyPart("kind", KeyType.String), new KeyPart("name", KeyType.String));

    public static PartitionSchema Schema { get; } = new(Key, []);

    /// <summary>Every description, in name order.</summary>
    /// <exception cref="NewerFormatException">A later release wrote one of them.</exception>
    public async Task<List<TableDescription>> ReadAllAsync()
    {
        var tables = new List<TableDescription>();
        var range = new RangeRead();
        using var behind = new Foundation.Buffers.ByteBuffer(256);
        do
        {
            range.Begin();
            using (var kind = new DocumentBuilder())
            {
                kind.String(Encoding.UTF8.GetBytes(TableKind));
                TreeKey.WriteCollection(range.Start, KeySpace.Items, new ValueView(kind.Written));
                TreeKey.WriteCollection(range.End, KeySpace.Items, new ValueView(kind.Written));
            }
            TreeKey.MakeSuccessor(range.End);
            range.Behind.Write(behind.Written);
            range.BytesMax = PageBytesMax;
            await storage.SubmitAsync(GroupId.Root, range);
            SystemTableException.ThrowUnlessDone(range.Outcome);
            Take(range.Documents.Written, tables);
            behind.Clear();
            if (range.HasMore)
                TreeKey.WriteItem(behind, Key, new DocumentView(range.LastDocument.Written));
        }
        while (range.HasMore);
        return tables;
    }

    /// <summary>Stores a description that must be new: false when one of that name exists.</summary>
    public async Task<bool> TryAddAsync(TableDescription table) => await PutAsync(table, "attribute_not_exists(v)");

    /// <summary>Stores a newer version of a description that exists.</summary>
    public async Task UpdateAsync(TableDescription table)
    {
        if (!await PutAsync(table, "attribute_exists(v)"))
            throw new SystemTableException($"The description of {table.Name} has vanished.");
    }

    public async Task RemoveAsync(string name)
    {
        var write = new ItemWrite();
        write.Begin();
        write.Kind = WriteKind.Delete;
        using var document = KeyDocument(TableKind, name);
        TreeKey.WriteItem(write.Key, Key, new DocumentView(document.Written));
        await storage.SubmitAsync(GroupId.Root, write);
        SystemTableException.ThrowUnlessDone(write.Outcome);
    }

    /// <summary>A group id that was never given out before.</summary>
    public async Task<GroupId> NextGroupAsync()
    {
        var one = new DocumentBuilder();
        one.Number("1"u8);
        var placeholders = new Placeholders();
        placeholders.AddValue(":one"u8.ToArray(), one.WrittenMemory);
        UpdateExpression.TryParse("ADD newest :one"u8.ToArray(), placeholders, out var update, out _);
        var write = new ItemWrite();
        write.Begin();
        write.Kind = WriteKind.Update;
        write.Update = update;
        write.WantsNew = true;
        using var document = KeyDocument(SequenceKind, GroupSequence);
        TreeKey.WriteItem(write.Key, Key, new DocumentView(document.Written));
        write.Document.Write(document.Written);
        await storage.SubmitAsync(GroupId.Root, write);
        SystemTableException.ThrowUnlessDone(write.Outcome);
        return GroupOf(write.New.Written);
    }

    /// <summary>The newest group id that was given out; the root group's where there was none.</summary>
    public async Task<GroupId> NewestGroupAsync()
    {
        var read = new ItemRead();
        read.Begin();
        using var document = KeyDocument(SequenceKind, GroupSequence);
        TreeKey.WriteItem(read.Key, Key, new DocumentView(document.Written));
        await storage.SubmitAsync(GroupId.Root, read);
        SystemTableException.ThrowUnlessDone(read.Outcome);
        return read.Found ? GroupOf(read.Document.Written) : GroupId.Root;
    }

    private static GroupId GroupOf(ReadOnlySpan<byte> sequence) =>
        new(GroupId.Root.Value + (ulong)new DocumentView(sequence).Int64("newest"u8));

    private async Task<bool> PutAsync(TableDescription table, string conditionText)
    {
        ConditionExpression.TryParse(ExpressionKind.Condition, Encoding.UTF8.GetBytes(conditionText), new Placeholders(), out var condition, out _);
        var write = new ItemWrite();
        write.Begin();
        write.Kind = WriteKind.Put;
        write.Condition = condition;
        using var document = new DocumentBuilder();
        document.BeginDocument();
        document.Field("kind"u8, TableKind);
        document.Field("name"u8, table.Name);
        TableDocument.Write(document, table);
        document.EndDocument();
        TreeKey.WriteItem(write.Key, Key, new DocumentView(document.Written));
        write.Document.Write(document.Written);
        await storage.SubmitAsync(GroupId.Root, write);
        if (write.Outcome == CallOutcome.ConditionFailed)
            return false;
        SystemTableException.ThrowUnlessDone(write.Outcome);
        return true;
    }

    private static void Take(ReadOnlySpan<byte> documents, List<TableDescription> tables)
    {
        for (var rest = documents; !rest.IsEmpty;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            var document = new DocumentView(rest.Slice(sizeof(int), length));
            var version = document.Int64("v"u8);
            if (version > TableDocument.FormatVersion)
                throw new NewerFormatException("The system table", (uint)version, TableDocument.FormatVersion);
            tables.Add(TableDocument.Read(document.Text("name"u8), document));
            rest = rest[(sizeof(int) + length)..];
        }
    }

    private static DocumentBuilder KeyDocument(string kind, string name)
    {
        var document = new DocumentBuilder();
        document.BeginDocument();
        document.Field("kind"u8, kind);
        document.Field("name"u8, name);
        document.EndDocument();
        return document;
    }
}

/// <summary>The root group did not carry out a read or write of the system table.</summary>
public sealed class SystemTableException(string message) : IOException(message)
{
    /// <summary>How the call ended.</summary>
    public CallOutcome Outcome { get; private init; } = CallOutcome.Unavailable;

    /// <summary>Nothing was done, and the same may succeed later.</summary>
    public bool MayPass => Outcome is CallOutcome.StorageFull or CallOutcome.Overloaded;

    internal static void ThrowUnlessDone(CallOutcome outcome)
    {
        if (outcome != CallOutcome.Done)
            throw new SystemTableException($"The system table answered {outcome}.") { Outcome = outcome };
    }
}
