using System.Text;

using Ballast.Model.Documents;
using Ballast.Router.Errors;
using Ballast.Router.Json;

namespace Ballast.Router.Legacy;

/// <summary>Reads the parameters from before expressions.</summary>
internal static class LegacyReader
{
    /// <summary>Reads the member called <paramref name="name"/>, if the operation has it.</summary>
    public static void Read(ref BodyReader reader, string name, LegacyMembers known, ref LegacyParameters? parameters)
    {
        var member = Enum.Parse<LegacyMembers>(name);
        if ((member & known) == 0)
        {
            reader.SkipValue();
            return;
        }
        parameters ??= new LegacyParameters();
        switch (member)
        {
            case LegacyMembers.AttributesToGet:
                parameters.AttributesToGet = ReadNames(ref reader);
                break;
            case LegacyMembers.AttributeUpdates:
                parameters.AttributeUpdates = ReadUpdates(ref reader);
                break;
            case LegacyMembers.QueryFilter:
                parameters.QueryFilter = ReadConditions(ref reader, isExpected: false);
                break;
            case LegacyMembers.ScanFilter:
                parameters.ScanFilter = ReadConditions(ref reader, isExpected: false);
                break;
            case LegacyMembers.Expected:
                parameters.Expected = ReadConditions(ref reader, isExpected: true);
                break;
            case LegacyMembers.KeyConditions:
                parameters.KeyConditions = ReadConditions(ref reader, isExpected: false);
                break;
            default:
                parameters.ConditionalOperator = reader.Text();
                break;
        }
    }

    private static List<string>? ReadNames(ref BodyReader reader)
    {
        if (!reader.BeginArrayUnlessNull())
            return null;
        var names = new List<string>();
        while (reader.NextElement())
            if (reader.ElementText() is { } name)
                names.Add(name);
        return names;
    }

    private static List<LegacyUpdate>? ReadUpdates(ref BodyReader reader)
    {
        if (!reader.BeginObjectUnlessNull())
            return null;
        var updates = new List<LegacyUpdate>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        using var scratch = new DocumentBuilder();
        while (reader.NextMember())
        {
            var update = new LegacyUpdate(TakeName(ref reader, seen, out var problem)) { Problem = problem };
            updates.Add(update);
            if (reader.BeginObjectUnlessNull())
                ReadUpdate(ref reader, update, scratch);
        }
        return updates;
    }

    private static void ReadUpdate(ref BodyReader reader, LegacyUpdate update, DocumentBuilder scratch)
    {
        while (reader.NextMember())
        {
            switch (reader.MemberName())
            {
                case "Action":
                    update.Action = reader.Text();
                    break;
                case "Value":
                    update.Value = ReadValue(ref reader, scratch);
                    update.Problem ??= reader.TakeValueProblem(out _);
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }
    }

    private static List<LegacyCondition>? ReadConditions(ref BodyReader reader, bool isExpected)
    {
        if (!reader.BeginObjectUnlessNull())
            return null;
        var conditions = new List<LegacyCondition>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        using var scratch = new DocumentBuilder();
        while (reader.NextMember())
        {
            var condition = new LegacyCondition(TakeName(ref reader, seen, out var problem)) { Problem = problem };
            conditions.Add(condition);
            if (reader.BeginObjectUnlessNull())
                ReadCondition(ref reader, condition, isExpected, scratch);
            else
                condition.IsNull = true;
        }
        return conditions;
    }

    // Value and Exists are members of Expected alone; of a filter they are unknown, and looked at by nobody.
    private static void ReadCondition(ref BodyReader reader, LegacyCondition condition, bool isExpected, DocumentBuilder scratch)
    {
        while (reader.NextMember())
        {
            switch (reader.MemberName())
            {
                case "ComparisonOperator":
                    condition.ComparisonOperator = reader.Text();
                    break;
                case "AttributeValueList":
                    condition.Operands = ReadOperands(ref reader, scratch);
                    condition.Problem ??= reader.TakeValueProblem(out _);
                    break;
                case "Value" when isExpected:
                    condition.Value = ReadValue(ref reader, scratch);
                    condition.Problem ??= reader.TakeValueProblem(out _);
                    break;
                case "Exists" when isExpected:
                    condition.Exists = reader.Flag();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }
    }

    private static List<byte[]>? ReadOperands(ref BodyReader reader, DocumentBuilder scratch)
    {
        if (!reader.BeginArrayUnlessNull())
            return null;
        var operands = new List<byte[]>();
        while (reader.NextElement())
        {
            scratch.Reset();
            if (reader.AttributeValueHere(scratch))
                operands.Add(scratch.Written.ToArray());
        }
        return operands;
    }

    private static byte[]? ReadValue(ref BodyReader reader, DocumentBuilder scratch)
    {
        scratch.Reset();
        return reader.AttributeValue(scratch) ? scratch.Written.ToArray() : null;
    }

    private static string TakeName(ref BodyReader reader, HashSet<string> seen, out ApiError? problem)
    {
        var name = reader.MemberName();
        if (!seen.Add(name))
            reader.Refuse(ValueTexts.DuplicateName);
        problem = name.Length == 0 ? ValueTexts.EmptyAttributeName
            : Encoding.UTF8.GetByteCount(name) > BodyReader.AttributeNameBytesMax ? ValueTexts.AttributeNameTooLong
            : null;
        return name;
    }
}
