using System.Runtime.CompilerServices;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Identity;
using Ballast.Model.Documents;
using Ballast.Model.Keys;

namespace Ballast.Model.Tests.Formats;

/// <summary>The bytes beside this file were written once. They must decode for ever, and the same input must encode to them.</summary>
public sealed class FormatTests
{
    private const string Everything = """
        {'string':{'S':'grüße'},'empty':{'S':''},'number':{'N':'-12.5'},'zero':{'N':'0'},'largest':{'N':'9.9999999999999999999999999999999999999e125'},
        'smallest':{'N':'1e-130'},'binary':{'B':'AAH/'},'strings':{'SS':['b','a','ab']},'numbers':{'NS':['10','-1','9.5']},'binaries':{'BS':['/w==','AA==']},
        'map':{'M':{'z':{'NULL':true},'a':{'M':{}}}},'list':{'L':[{'BOOL':true},{'BOOL':false},{'L':[]}]}}
        """;

    [Fact]
    public void A_document_with_every_type()
    {
        var stored = Stored("document-v1.bin", DynamoJson.Document(Everything));
        Assert.True(DocumentVerifier.Verify(stored));
        Assert.Equal(DynamoJson.Text(DynamoJson.Document(Everything)), DynamoJson.Text(stored));
    }

    [Fact]
    public void A_stored_item()
    {
        var version = new ItemVersion(1_790_000_000_123, 7, new Slot(0x0102030405060708));
        using var buffer = new ByteBuffer();
        StoredItem.Write(buffer, version, DynamoJson.Document("{'pk':{'S':'a'},'n':{'N':'1'}}"));
        var stored = Stored("stored-item-v1.bin", buffer.Written.ToArray());
        Assert.True(StoredItem.Verify(stored));
        Assert.True(StoredItem.TryRead(stored, out var item));
        Assert.Equal(version, item.Version);
        Assert.Equal("{'n':{'N':'1'},'pk':{'S':'a'}}", DynamoJson.Text(item.Document));
    }

    [Fact]
    public void A_stored_item_of_another_version_or_with_unknown_marks_is_not_read()
    {
        using var buffer = new ByteBuffer();
        StoredItem.Write(buffer, default, DynamoJson.Document("{}"));
        Assert.True(StoredItem.Verify(buffer.Written));
        Assert.False(StoredItem.TryRead(buffer.Written[..StoredItem.HeaderBytes], out _));
        buffer.WrittenSpan[0]++;
        Assert.False(StoredItem.TryRead(buffer.Written, out _));
        buffer.WrittenSpan[0]--;
        buffer.WrittenSpan[1] = (byte)StoredItemMarks.PendingTransaction;
        Assert.False(StoredItem.TryRead(buffer.Written, out _));
    }

    [Theory]
    [InlineData("key-string-v1.bin", KeySpace.Items, "{'S':'user\\u00001'}", KeyType.String, "{'N':'-12.5'}", KeyType.Number)]
    [InlineData("key-binary-v1.bin", KeySpace.CollectionSizes, "{'B':'AAD/'}", KeyType.Binary, "", KeyType.String)]
    [InlineData("key-index-v1.bin", KeySpace.LocalIndex4, "{'N':'1000'}", KeyType.Number, "{'S':'a'}", KeyType.String)]
    public void Keys(string file, KeySpace space, string partition, KeyType partitionType, string sort, KeyType sortType)
    {
        using var key = new ByteBuffer();
        TreeKey.Write(key, space, new ValueView(DynamoJson.Value(partition)), sort.Length == 0 ? default : new ValueView(DynamoJson.Value(sort)));
        var stored = Stored(file, key.Written.ToArray());
        Assert.Equal(space, TreeKey.SpaceOf(stored));
        using var values = new DocumentBuilder();
        var components = TreeKey.ComponentsOf(stored);
        Assert.True(KeyComponent.TryRead(ref components, partitionType, values));
        Assert.Equal(DynamoJson.Value(partition), values.Written.ToArray());
        if (sort.Length == 0)
        {
            Assert.True(components.IsEmpty);
            return;
        }
        values.Reset();
        Assert.True(KeyComponent.TryRead(ref components, sortType, values));
        Assert.Equal(DynamoJson.Value(sort), values.Written.ToArray());
    }

    [Fact]
    public void The_numbers_of_the_stored_enums_never_change()
    {
        Assert.Equal("String=1 Number=2 Binary=3 StringSet=4 NumberSet=5 BinarySet=6 Map=7 List=8 Null=9 False=10 True=11", Listed<ValueTag>());
        Assert.Equal("Items=1 CollectionSizes=2 LocalIndex0=16 LocalIndex1=17 LocalIndex2=18 LocalIndex3=19 LocalIndex4=20", Listed<KeySpace>());
        Assert.Equal("String=1 Number=2 Binary=3", Listed<KeyType>());
    }

    private static string Listed<T>()
        where T : struct, Enum =>
        string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={Convert.ToInt32(value, null)}"));

    private static byte[] Stored(string file, byte[] encoded, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, file);
        // Only a new format writes a new file; then it is checked in, and stays.
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("BALLAST_WRITE_FORMATS") == "1")
            File.WriteAllBytes(path, encoded);
        var stored = File.ReadAllBytes(path);
        Assert.Equal(Convert.ToHexString(stored), Convert.ToHexString(encoded));
        return stored;
    }
}
