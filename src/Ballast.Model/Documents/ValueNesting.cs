namespace Ballast.Model.Documents;

/// <summary>How many maps and lists a value has inside each other, itself included; 0 for all other types.</summary>
public static class ValueNesting
{
    public static int Of(ValueView value)
    {
        var deepest = 0;
        switch (value.Tag)
        {
            case ValueTag.Map:
                foreach (var entry in value.AsMap)
                    deepest = Math.Max(deepest, Of(entry.Value));
                return deepest + 1;
            case ValueTag.List:
                foreach (var element in value.AsList)
                    deepest = Math.Max(deepest, Of(element));
                return deepest + 1;
            default:
                return 0;
        }
    }
}
