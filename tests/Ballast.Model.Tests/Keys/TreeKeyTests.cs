using System.Text;
using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Model.Documents;
using Ballast.Model.Keys;

namespace Ballast.Model.Tests.Keys;

public sealed class TreeKeyTests
{
    [Fact]
    public void The_order_of_components_is_the_order_of_values_and_they_read_back()
    {
        const ulong seed = 41;
        var chance = new Chance(seed);
        foreach (var type in new[] { KeyType.String, KeyType.Number, KeyType.Binary })
        {
            for (var i = 0; i < 10_000; i++)
            {
                byte[] left = Value(chance, type), right = Value(chance, type);
                byte[] leftKey = Component(left), rightKey = Component(right);
                Assert.Equal(
                    Math.Sign(new ValueView(left).CompareTo(new ValueView(right))), Math.Sign(leftKey.AsSpan().SequenceCompareTo(rightKey)));

                using var builder = new DocumentBuilder();
                ReadOnlySpan<byte> rest = [.. leftKey, .. rightKey];
                Assert.Equal(leftKey.Length, KeyComponent.LengthOf(rest, type));
                Assert.True(KeyComponent.TryRead(ref rest, type, builder));
                Assert.True(KeyComponent.TryRead(ref rest, type, builder));
                Assert.True(rest.IsEmpty);
                Assert.Equal([.. left, .. right], builder.Written.ToArray());
            }
        }
    }

    [Fact]
    public void A_collection_holds_its_keys_and_no_others()
    {
        const ulong seed = 42;
        var chance = new Chance(seed);
        for (var i = 0; i < 5_000; i++)
        {
            byte[] partition = Value(chance, KeyType.Binary), other = Value(chance, KeyType.Binary), sort = Value(chance, KeyType.Number);
            using var prefix = new ByteBuffer();
            TreeKey.WriteCollection(prefix, KeySpace.Items, new ValueView(partition));
            var collection = KeyRange.OfPrefix(prefix.Written);
            Assert.True(collection.Contains(Key(partition, sort)));
            Assert.True(collection.Contains(prefix.Written));
            Assert.Equal(partition.AsSpan().SequenceEqual(other), collection.Contains(Key(other, sort)));
            Assert.Equal(prefix.Count, TreeKey.CollectionLength(Key(partition, sort), KeyType.Binary));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1_000)]
    [InlineData(KeyRange.SegmentsMax)]
    public void Segments_share_out_every_key_once(int total)
    {
        const ulong seed = 43;
        var chance = new Chance(seed);
        Assert.Equal([1], KeyRange.Segment(KeySpace.Items, 0, total).Start.ToArray());
        Assert.Equal([2], KeyRange.Segment(KeySpace.Items, total - 1, total).End.ToArray());
        for (var i = 0; i < 500; i++)
        {
            var key = Key(Value(chance, KeyType.String), Value(chance, KeyType.String));
            var segment = (int)((UInt128)TreeKey.HashOf(key) * (uint)total >> 64);
            // The slices are rounded, so the neighbour may be the one.
            var holders = Enumerable.Range(segment - 1, 3).Where(s => s >= 0 && s < total && KeyRange.Segment(KeySpace.Items, s, total).Contains(key));
            Assert.Single(holders);
        }
        for (var segment = 1; segment < Math.Min(total, 1_000); segment++)
            Assert.Equal(KeyRange.Segment(KeySpace.Items, segment - 1, total).End.ToArray(), KeyRange.Segment(KeySpace.Items, segment, total).Start.ToArray());
    }

    [Fact]
    public void The_longest_key_stays_within_the_bound()
    {
        using var builder = new DocumentBuilder();
        builder.Binary(new byte[KeyLimits.PartitionKeyBytesMax]);
        builder.Binary(new byte[KeyLimits.SortKeyBytesMax]);
        var partition = ValueView.First(builder.Written);
        var sort = ValueView.First(builder.Written[partition.Encoded.Length..]);
        using var key = new ByteBuffer();
        TreeKey.Write(key, KeySpace.Items, partition, sort);
        Assert.Equal(KeyLimits.ItemKeyBytesMax, key.Count);
        key.Clear();
        TreeKey.WriteIndexEntry(key, KeySpaces.LocalIndex(4), partition, sort, sort);
        Assert.Equal(KeyLimits.KeyBytesMax, key.Count);
    }

    [Fact]
    public void An_item_key_is_made_of_the_key_attributes()
    {
        var item = DynamoJson.Document("{'z':{'S':'x'},'pk':{'S':'a'},'sk':{'N':'5'}}");
        var schema = new KeySchema(new KeyPart("pk", KeyType.String), new KeyPart("sk", KeyType.Number));
        using var key = new ByteBuffer();
        TreeKey.WriteItem(key, schema, new DocumentView(item));
        Assert.Equal(Key(DynamoJson.Value("{'S':'a'}"), DynamoJson.Value("{'N':'5'}")), key.Written.ToArray());
        Assert.Equal(KeySpace.Items, TreeKey.SpaceOf(key.Written));
        Assert.True(schema.Contains("sk"u8));
        Assert.False(schema.Contains("z"u8));
    }

    [Fact]
    public void Damaged_components_are_found()
    {
        using var builder = new DocumentBuilder();
        foreach (var bytes in new byte[][] { [], [1, 2], [1, 0], [0, 2, 0, 1], [0], [0, 0xFF] })
        {
            ReadOnlySpan<byte> rest = bytes;
            Assert.False(KeyComponent.TryRead(ref rest, KeyType.Binary, builder), Convert.ToHexString(bytes));
        }
        ReadOnlySpan<byte> number = [3, 129, 102, 0];
        Assert.False(KeyComponent.TryRead(ref number, KeyType.Number, builder));
    }

    [Fact]
    public void A_range_knows_what_it_holds()
    {
        var range = new KeyRange("b"u8.ToArray(), "d"u8.ToArray());
        Assert.True(range.Contains("b"u8));
        Assert.True(range.Contains("czz"u8));
        Assert.False(range.Contains("d"u8));
        Assert.False(range.Contains("a"u8));
        Assert.True(KeyRange.All.Contains(range));
        Assert.False(range.Contains(KeyRange.All));
        Assert.Equal(range, KeyRange.All.Intersect(range));
        Assert.True(range.Intersect(new KeyRange("d"u8.ToArray(), default)).IsEmpty);
        Assert.False(KeyRange.OfPrefix([0xFF, 0xFF]).HasEnd);
        Assert.Equal(new byte[] { 2 }, KeyRange.OfPrefix([1, 0xFF]).End.ToArray());
    }

    private static byte[] Key(byte[] partition, byte[] sort)
    {
        using var key = new ByteBuffer();
        TreeKey.Write(key, KeySpace.Items, new ValueView(partition), new ValueView(sort));
        return key.Written.ToArray();
    }

    private static byte[] Component(byte[] value)
    {
        using var target = new ByteBuffer();
        KeyComponent.Write(target, new ValueView(value));
        return target.Written.ToArray();
    }

    private static byte[] Value(Chance chance, KeyType type)
    {
        using var builder = new DocumentBuilder();
        if (type == KeyType.Number)
        {
            builder.Number(Encoding.ASCII.GetBytes(Model.Tests.Numbers.RandomNumber.Next(chance).ToString()));
            return builder.Written.ToArray();
        }
        // Few distinct bytes, those that the escape is about among them.
        var bytes = new byte[chance.NextInt32(6)];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = type == KeyType.String ? (byte)"\0\u0001a"[chance.NextInt32(3)] : ((ReadOnlySpan<byte>)[0, 1, 2, 0xFE, 0xFF])[chance.NextInt32(5)];
        if (type == KeyType.String)
            builder.String(bytes);
        else
            builder.Binary(bytes);
        return builder.Written.ToArray();
    }
}
