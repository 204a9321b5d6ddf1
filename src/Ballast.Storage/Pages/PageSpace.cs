namespace Ballast.Storage.Pages;

/// <summary>Which pages of a file are in use.</summary>
public sealed class PageSpace
{
    /// <summary>The largest page count of a file: 512 bitmap pages' worth of bits.</summary>
    public const int PagesMax = 512 * 65_024;
}
