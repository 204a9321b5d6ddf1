namespace Ballast.Model.Expressions;

/// <summary>An expression, by the paths in it.</summary>
public interface IPathExpression
{
    /// <summary>True when some path in it leads into this top-level attribute, to something below it.</summary>
    bool LooksInto(ReadOnlySpan<byte> nameUtf8);
}
