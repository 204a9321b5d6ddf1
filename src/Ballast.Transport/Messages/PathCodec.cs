using System.Text.Unicode;

using Ballast.Model.Expressions;

using Google.Protobuf.Collections;

namespace Ballast.Transport.Messages;

/// <summary>The paths of a program, each once.</summary>
internal static class PathCodec
{
    /// <summary>Writes the paths, and numbers them.</summary>
    public static Dictionary<DocumentPath, uint> Write(IReadOnlyList<DocumentPath> paths, RepeatedField<Wire.Path> fields)
    {
        var numbers = new Dictionary<DocumentPath, uint>(paths.Count);
        for (var i = 0; i < paths.Count; i++)
        {
            fields.Add(Of(paths[i]));
            numbers[paths[i]] = (uint)i;
        }
        return numbers;
    }

    /// <summary>Null when one of them is no path.</summary>
    public static List<DocumentPath>? Read(RepeatedField<Wire.Path> fields)
    {
        var paths = new List<DocumentPath>(fields.Count);
        foreach (var field in fields)
        {
            if (Read(field) is not { } path)
                return null;
            paths.Add(path);
        }
        return paths;
    }

    public static DocumentPath? At(List<DocumentPath> paths, uint number) => number < paths.Count ? paths[(int)number] : null;

    private static Wire.Path Of(DocumentPath path)
    {
        var field = new Wire.Path();
        foreach (ref readonly var element in path.Elements)
            field.Steps.Add(element.IsIndex
                ? new Wire.Path.Types.Step { Index = (uint)element.Index }
                : new Wire.Path.Types.Step { Name = Fields.Wrap(element.Name) });
        return field;
    }

    private static DocumentPath? Read(Wire.Path field)
    {
        if (field.Steps.Count is 0 or > ExpressionLimits.PathElementsMax || field.Steps[0].StepCase != Wire.Path.Types.Step.StepOneofCase.Name)
            return null;
        var elements = new PathElement[field.Steps.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            if (!IsPossible(field.Steps[i]))
                return null;
            elements[i] = field.Steps[i].HasIndex ? PathElement.At((int)field.Steps[i].Index) : PathElement.Of(field.Steps[i].Name.Memory);
        }
        return new DocumentPath(elements);
    }

    private static bool IsPossible(Wire.Path.Types.Step step) =>
        step.HasIndex ? step.Index <= int.MaxValue : !step.Name.IsEmpty && Utf8.IsValid(step.Name.Span);
}
