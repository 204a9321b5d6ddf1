using System.Text;
using Ballast.Foundation;
using Ballast.Model.Documents;

namespace Ballast.Model.Tests.Documents;

public sealed class DocumentBuilderTests
{
    [Fact]
    public void A_document_has_one_form_whatever_the_order_of_arrival_and_reads_back()
    {
        const ulong seed = 31;
        var chance = new Chance(seed);
        using var builder = new DocumentBuilder();
        for (var i = 0; i < 3_000; i++)
        {
            var document = RandomDocuments.Document(chance);
            builder.Reset();
            RandomDocuments.Write(builder, document, chance);
            var first = builder.Written.ToArray();
            RandomDocuments.Write(builder, document, chance);
            Assert.Equal(first, builder.Written[first.Length..].ToArray());
            Assert.True(DocumentVerifier.Verify(first));
            Assert.True(RandomDocuments.Same(document, RandomDocuments.Read(new DocumentView(first))), $"seed {seed}, document {i}");
            foreach (var name in document.Keys)
            {
                Assert.True(new DocumentView(first).TryGet(Encoding.UTF8.GetBytes(name), out var found));
                Assert.True(RandomDocuments.Same(document[name], RandomDocuments.Read(found)));
            }
            Assert.False(new DocumentView(first).TryGet("not there"u8, out _));
        }
    }

    [Fact]
    public void A_repeated_name_is_a_problem_wherever_it_stands()
    {
        var many = string.Join(' ', Enumerable.Range(0, 100).Select(i => $"name{99 - i}"));
        foreach (var names in new[] { "a a", "b a b", "a b c a", "commonbeginning1 x commonbeginning1", many + " name50", "z " + many + " z" })
        {
            using var builder = new DocumentBuilder();
            builder.BeginDocument();
            foreach (var name in names.Split(' '))
            {
                builder.Name(Encoding.UTF8.GetBytes(name));
                builder.Null();
            }
            Assert.Equal(DocumentProblem.DuplicateName, builder.EndDocument());
        }
    }

    [Fact]
    public void A_repeated_element_or_an_empty_set_is_a_problem()
    {
        using var builder = new DocumentBuilder();
        builder.BeginSet(ValueTag.NumberSet);
        builder.SetNumber("2"u8);
        builder.SetNumber("1"u8);
        builder.SetNumber("2.0"u8);
        Assert.Equal(DocumentProblem.DuplicateSetElement, builder.EndSet());
        builder.Reset();
        builder.BeginSet(ValueTag.StringSet);
        Assert.Equal(DocumentProblem.EmptySet, builder.EndSet());
    }

    [Fact]
    public void Nesting_leaves_the_thirty_second_level_to_a_scalar()
    {
        using var builder = new DocumentBuilder();
        builder.BeginDocument();
        builder.Name("a"u8);
        for (var depth = 1; depth <= DocumentBuilder.NestingMax; depth++)
        {
            Assert.Equal(DocumentProblem.None, depth % 2 == 0 ? builder.BeginMap() : builder.BeginList());
            if (depth % 2 == 0)
                builder.Name("n"u8);
        }
        builder.BeginSet(ValueTag.StringSet);
        builder.SetElement("x"u8);
        Assert.Equal(DocumentProblem.None, builder.EndSet());
        Assert.Equal(DocumentProblem.NestingTooDeep, builder.BeginMap());
        Assert.Equal(DocumentProblem.NestingTooDeep, builder.BeginList());
    }

    [Fact]
    public void Every_flipped_bit_of_a_document_is_either_found_or_leaves_another_canonical_document()
    {
        const ulong seed = 32;
        var chance = new Chance(seed);
        using var builder = new DocumentBuilder();
        var found = 0;
        for (var i = 0; i < 100; i++)
        {
            builder.Reset();
            RandomDocuments.Write(builder, RandomDocuments.Document(chance, 2), chance);
            var bytes = builder.Written.ToArray();
            for (var bit = 0; bit < Math.Min(bytes.Length, 300) * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << bit % 8);
                if (!DocumentVerifier.Verify(bytes))
                    found++;
                else
                    RandomDocuments.Read(new DocumentView(bytes));
                bytes[bit / 8] ^= (byte)(1 << bit % 8);
            }
            for (var cut = 0; cut < Math.Min(bytes.Length, 300); cut++)
                Assert.False(DocumentVerifier.Verify(bytes.AsSpan(0, cut)));
        }
        Assert.True(found > 1_000);
    }

    [Fact]
    public void A_builder_in_use_allocates_nothing()
    {
        using var builder = new DocumentBuilder();
        var value = new byte[90];
        for (var warm = 0; warm < 3; warm++)
            Build(builder, value);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            Build(builder, value);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Build(DocumentBuilder builder, byte[] value)
    {
        builder.Reset();
        builder.BeginDocument();
        builder.Name("pk"u8);
        builder.String("user1"u8);
        builder.Name("n"u8);
        builder.Number("12345.678"u8);
        builder.Name("field9"u8);
        builder.BeginMap();
        for (var i = 0; i < 60; i++)
        {
            builder.Name([(byte)(200 - i)]);
            builder.String(value);
        }
        builder.EndMap();
        builder.EndDocument();
    }
}
