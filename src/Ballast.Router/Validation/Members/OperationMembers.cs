using System.Collections.Immutable;

namespace Ballast.Router.Validation.Members;

/// <summary>The members of one operation's request, in the order in which broken constraints are told.</summary>
internal sealed class OperationMembers
{
    public OperationMembers(string operation, params Member[] members)
    {
        Operation = operation;
        Request = new StructureShape(members);
        Checked = [.. Request.Members.Where(static member => member.IsRequired || member.Shape.IsConstrained)];
    }

    public string Operation { get; }

    public StructureShape Request { get; }

    /// <summary>Those that can break a constraint.</summary>
    public ImmutableArray<Member> Checked { get; }

    public Member this[string name] => Request[name];
}
