using Ballast.Foundation;

namespace Ballast.Bench.Workloads;

/// <summary>An endless stream of operations drawn from a mix.</summary>
internal sealed class MixSource(Mix mix, KeySpace keys, KeyChooser chooser, Chance chance) : IOperationSource
{
    public bool TryNext(out PlannedOperation operation)
    {
        var kind = mix.At(chance.NextDouble());
        operation = kind switch
        {
            Operation.Insert => new(kind, keys.IssueInsert()),
            Operation.Scan => new(kind, chooser.Next(chance), 1 + chance.NextInt32(Mix.ScanItemsMax)),
            _ => new(kind, chooser.Next(chance)),
        };
        return true;
    }

    public void Ended(PlannedOperation operation, bool succeeded)
    {
        if (operation.Operation == Operation.Insert)
            keys.EndInsert(operation.Key);
    }
}
