using Ballast.Foundation.Disks;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Snapshots;

/// <summary>The file in which a tree arrives: pages at their places, and page 0 with the checkpoint's header, so that nothing takes it for a tree.</summary>
internal static class IncomingFile
{
    private const string Suffix = ".incoming";

    public static string NameOf(string treeName) => treeName + Suffix;

    public static bool IsName(string name) => name.EndsWith(Suffix, StringComparison.Ordinal);

    public static void WriteFirstPage(IDiskFile file, CheckpointHeader header)
    {
        var page = new byte[PageLayout.PageBytes];
        PageLayout.Begin(page, PageType.Incoming, number: 0, level: 0, header.Slot.Value);
        PageLayout.SetCount(page, header.Bytes);
        header.Write(page.AsSpan(PageLayout.HeaderBytes));
        PageLayout.Seal(page);
        file.Write(0, page);
    }

    /// <summary>The header of a file that a crash has left; null when its first page is not whole, or is a superblock already.</summary>
    public static CheckpointHeader? TryReadHeader(IDiskFile file)
    {
        Span<byte> page = stackalloc byte[PageLayout.PageBytes];
        var isWhole = file.Read(0, page) == page.Length && PageLayout.IsSealed(page) && PageLayout.PageOf(page) == 0
            && PageLayout.TypeOf(page) == PageType.Incoming && PageLayout.VersionOf(page) == PageLayout.FormatVersion
            && PageLayout.CountOf(page) <= PageLayout.PayloadBytes;
        return isWhole && CheckpointHeader.TryRead(page.Slice(PageLayout.HeaderBytes, PageLayout.CountOf(page)), out var header) ? header : null;
    }
}
