using Ballast.Router.Errors;
using Ballast.Router.Legacy;
using Ballast.Router.Validation;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Requests;

/// <summary>The members that a request had against those of its operation. A request without a fault makes no object here.</summary>
internal static class DataConstraints
{
    public static ApiError? Check(OperationMembers operation, DataRequest request)
    {
        var violations = new Violations();
        foreach (var member in operation.Checked)
            Add(ref violations, member, request);
        return violations.ToError();
    }

    private static void Add(ref Violations violations, Member member, DataRequest request)
    {
        if (member.Data == DataMember.Legacy)
        {
            if (request.Legacy is { } legacy)
                LegacyConstraints.Add(ref violations, member, legacy);
            return;
        }
        switch (member.Shape)
        {
            case TextShape text:
                Add(ref violations, member, text, request.TextOf(member.Data));
                break;
            case NumberShape number when request.NumberOf(member.Data) is { } value:
                number.Check(ref violations, value, member.Path);
                break;
            case FreeShape when !request.Has(member.Data):
                violations.Required(member.Path);
                break;
        }
    }

    /// <summary>A text that is there or not.</summary>
    public static void Add(ref Violations violations, Member member, TextShape shape, string? value)
    {
        if (value is not null)
            shape.Check(ref violations, value, member.Path);
        else if (member.IsRequired)
            violations.Required(member.Path);
    }
}
