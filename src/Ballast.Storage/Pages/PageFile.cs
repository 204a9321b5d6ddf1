using Ballast.Foundation.Disks;

namespace Ballast.Storage.Pages;

/// <summary>Reads pages and believes none of them unproven.</summary>
internal sealed class PageFile(IDiskFile file)
{
    public IDiskFile File => file;

    /// <summary>See <see cref="Trees.TreeOptions.IgnoresChecksums"/>.</summary>
    internal bool IgnoresChecksums { get; init; }
    public string Name => file.Name;

    public static long OffsetOf(uint page) => (long)page * PageLayout.PageBytes;

    /// <summary>Reads a page that its parent refers to.</summary>
    /// <exception cref="PageCorruptException">It is not the page that was written there.</exception>
    public void Read(PageRef reference, PageType type, int level, Span<byte> target)
    {
        var read = file.Read(OffsetOf(reference.Page), target[..PageLayout.PageBytes]);
        if (Fault(read, target, reference, type, level) is { } reason && !(IgnoresChecksums && PageLayout.TypeOf(target) == type))
            throw new PageCorruptException(file.Name, reference.Page, reason);
    }

    /// <summary>Why bytes are not the page that its parent refers to; null when they are.</summary>
    /// <remarks>The parent's checksum alone proves the page; the others tell what happened to it.</remarks>
    public static string? Fault(int read, ReadOnlySpan<byte> page, PageRef expected, PageType type, int level)
    {
        if (read < PageLayout.PageBytes)
            return "the file ends before it";
        if (!PageLayout.IsSealed(page))
            return "its checksum is wrong";
        if (PageLayout.PageOf(page) != expected.Page)
            return $"it holds page {PageLayout.PageOf(page)}, a misdirected write";
        if (PageLayout.ChecksumOf(page) != expected.Checksum)
            return "its parent expects other bytes, a lost write";
        if (PageLayout.VersionOf(page) is 0 or > PageLayout.FormatVersion)
            return $"its format version is {PageLayout.VersionOf(page)}";
        if (PageLayout.TypeOf(page) != type || PageLayout.LevelOf(page) != level)
            return $"it is {PageLayout.TypeOf(page)} at level {PageLayout.LevelOf(page)} where {type} at level {level} belongs";
        return null;
    }
}
