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

    /// <summary>How far the root group's leader has applied its log: while that does not move, the system table does not change.</summary>
    public async Task<Slot> AppliedAsync()
    {
        var leader = new LeaderCall();
        leader.Begin();
        await storage.SubmitAsync(GroupId.Root, leader);
        SystemTableException.ThrowUnlessDone(leader.Outcome);
        return leader.Applied;
    }

    /// <summary>The newest description of a table; null where there is none.</summary>
    /// <exception cref="NewerFormatException">A later release wrote it.</exception>
    public async Task<TableDescription?> ReadAsync(string name)
    {
        var read = await ReadItemAsync(TableKind, name);
        return read.Found ? DescriptionIn(read.Document.Written) : null;
    }

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
    public Task<bool> TryAddAsync(TableDescription table) => TryPutAsync(table, VersionCondition.NoTable);

    /// <summary>Stores what follows a description that was read: false when that is no longer the newest.</summary>
    public Task<bool> TryReplaceAsync(TableDescription read, TableDescription next) => TryPutAsync(next, VersionCondition.StillIs(read));

    /// <summary>Removes a description that was read: false when it is no longer the newest.</summary>
    public async Task<bool> TryRemoveAsync(TableDescription read)
    {
        var write = new ItemWrite();
        write.Begin();
        write.Kind = WriteKind.Delete;
        write.Condition = VersionCondition.StillIs(read);
        using var document = KeyDocument(TableKind, read.Name);
        TreeKey.WriteItem(write.Key, Key, new DocumentView(document.Written));
        return await TryWriteAsync(write);
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
        var read = await ReadItemAsync(SequenceKind, GroupSequence);
        return read.Found ? GroupOf(read.Document.Written) : GroupId.Root;
    }

    private static GroupId GroupOf(ReadOnlySpan<byte> sequence) =>
        new(GroupId.Root.Value + (ulong)new DocumentView(sequence).Int64("newest"u8));

    private async Task<bool> TryPutAsync(TableDescription table, ConditionExpression condition)
    {
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
        return await TryWriteAsync(write);
    }

    private async Task<bool> TryWriteAsync(ItemWrite write)
    {
        await storage.SubmitAsync(GroupId.Root, write);
        if (write.Outcome == CallOutcome.ConditionFailed)
            return false;
        SystemTableException.ThrowUnlessDone(write.Outcome);
        return true;
    }

    private async Task<ItemRead> ReadItemAsync(string kind, string name)
    {
        var read = new ItemRead();
        read.Begin();
        using var document = KeyDocument(kind, name);
        TreeKey.WriteItem(read.Key, Key, new DocumentView(document.Written));
        await storage.SubmitAsync(GroupId.Root, read);
        SystemTableException.ThrowUnlessDone(read.Outcome);
        return read;
    }

    private static void Take(ReadOnlySpan<byte> documents, List<TableDescription> tables)
    {
        for (var rest = documents; !rest.IsEmpty;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            tables.Add(DescriptionIn(rest.Slice(sizeof(int), length)));
            rest = rest[(sizeof(int) + length)..];
        }
    }

    private static TableDescription DescriptionIn(ReadOnlySpan<byte> item)
    {
        var document = new DocumentView(item);
        var version = document.Int64("v"u8);
        if (version > TableDocument.FormatVersion)
            throw new NewerFormatException("The system table", (uint)version, TableDocument.FormatVersion);
        return TableDocument.Read(document.Text("name"u8), document);
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
