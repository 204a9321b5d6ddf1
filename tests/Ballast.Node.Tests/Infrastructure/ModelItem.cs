using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Sizes;

namespace Ballast.Node.Tests.Infrastructure;

/// <summary>An item as the tests think of it. <paramref name="Version"/> is unique to the write that made it.</summary>
/// <param name="Alpha">Sort key of the first local index, where there is one.</param>
/// <param name="Beta">Sort key of the second.</param>
internal sealed record ModelItem(string Partition, string Sort, long Version, long Count = 0, string? Alpha = null, long? Beta = null, int PadBytes = 0)
{
    public string Key => Partition + "/" + Sort;

    public byte[] Document => Build(withRest: true, withBeta: true);

    /// <summary>What the first index (keys only) holds of it; null for nothing.</summary>
    public byte[]? AlphaEntry => Alpha is null ? null : Build(withRest: false, withBeta: false);

    /// <summary>What the second index (everything) holds of it; null for nothing.</summary>
    public byte[]? BetaEntry => Beta is null ? null : Document;

    public int Bytes => ItemSize.Of(new DocumentView(Document));

    public int EntryBytes => BytesOf(AlphaEntry) + BytesOf(BetaEntry);

    public static int BytesOf(byte[]? document) => document is null ? 0 : ItemSize.Of(new DocumentView(document));

    private byte[] Build(bool withRest, bool withBeta)
    {
        using var builder = new DocumentBuilder();
        builder.BeginDocument();
        builder.Field("p"u8, Partition);
        builder.Field("s"u8, Sort);
        if (Alpha is not null)
            builder.Field("a"u8, Alpha);
        if (Beta is { } beta && withBeta)
            builder.Field("b"u8, beta);
        if (withRest)
            WriteRest(builder);
        builder.EndDocument();
        return builder.Written.ToArray();
    }

    private void WriteRest(DocumentBuilder builder)
    {
        builder.Field("v"u8, Version);
        builder.Field("n"u8, Count);
        if (PadBytes > 0)
            builder.Field("x"u8, new string('x', PadBytes));
    }
}
