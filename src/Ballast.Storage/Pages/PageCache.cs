namespace Ballast.Storage.Pages;

/// <summary>The page memory of a node, shared by all its trees, with a fixed budget.</summary>
/// <param name="capacityBytes">The budget. Memory is taken in slabs when it is first needed, so an idle process stays small.</param>
public sealed class PageCache(long capacityBytes)
{
    public long CapacityBytes => capacityBytes;
    public long FramesMax => capacityBytes / 8192;
}
