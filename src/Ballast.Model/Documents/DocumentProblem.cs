namespace Ballast.Model.Documents;

/// <summary>Why a document cannot be built.</summary>
public enum DocumentProblem
{
    None,

    /// <summary>A map was given one name twice.</summary>
    DuplicateName,

    /// <summary>A set was given one element twice.</summary>
    DuplicateSetElement,

    /// <summary>A set was given no element.</summary>
    EmptySet,

    /// <summary>More than <see cref="DocumentBuilder.NestingMax"/> maps and lists inside each other.</summary>
    NestingTooDeep,
}
