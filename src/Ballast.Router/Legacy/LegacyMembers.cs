namespace Ballast.Router.Legacy;

/// <summary>The parameters from before expressions. Each operation has some of them; the others it does not know.</summary>
[Flags]
internal enum LegacyMembers
{
    None = 0,
    AttributesToGet = 1 << 0,
    AttributeUpdates = 1 << 1,
    QueryFilter = 1 << 2,
    ScanFilter = 1 << 3,
    Expected = 1 << 4,
    ConditionalOperator = 1 << 5,
    KeyConditions = 1 << 6,

    OfGet = AttributesToGet,
    OfWrite = Expected | ConditionalOperator,
    OfUpdate = AttributeUpdates | OfWrite,
    OfQuery = AttributesToGet | QueryFilter | ConditionalOperator | KeyConditions,
    OfScan = AttributesToGet | ScanFilter | ConditionalOperator,
}
