namespace Ballast.Storage.Pages;

/// <summary>A page is not what was written there. Its replica leaves service and heals from its peers; the page is never served.</summary>
public sealed class PageCorruptException(string fileName, uint page, string reason)
    : IOException($"Page {page} of {fileName} is corrupt: {reason}.")
{
    public string FileName => fileName;
    public uint Page => page;
    public string Reason => reason;
}
