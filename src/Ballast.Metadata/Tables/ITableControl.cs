namespace Ballast.Metadata.Tables;

/// <summary>What became of a change to a table.</summary>
public enum TableChangeOutcome
{
    Done = 0,
    Exists = 1,
    NotFound = 2,

    /// <summary>It is being created, changed or deleted, or others change it all the time.</summary>
    Busy = 3,

    /// <summary>Deletion protection is on.</summary>
    Protected = 4,

    /// <summary>There are <see cref="ITableControl.TablesMax"/> tables.</summary>
    TooMany = 5,

    /// <summary>The disk has no room. Nothing was changed.</summary>
    StorageFull = 6,

    /// <summary>The storage node can take no more now. Nothing was changed.</summary>
    Overloaded = 7,

    /// <summary>The system table is out of service. Nothing was changed.</summary>
    Unavailable = 8,

    /// <summary>The storage node failed before it could say whether the change is durable.</summary>
    Unknown = 9,

    /// <summary>The change itself declined, having seen the description. Nothing was changed.</summary>
    Declined = 10,
}

/// <summary>The control plane as the request routers see it. A change that is answered is durable, and shown by the catalog here.</summary>
public interface ITableControl
{
    /// <summary>The service's default quota.</summary>
    const int TablesMax = 2500;

    /// <summary>Begins a table; it becomes ACTIVE soon after. Id, version, group, status and time of <paramref name="asked"/> are filled in.</summary>
    Task<(TableChangeOutcome Outcome, TableDescription? Table)> CreateAsync(TableDescription asked);

    /// <summary>
    /// Stores what <paramref name="change"/> makes of an ACTIVE table's description, unless that is null. No other change comes between:
    /// where one did, <paramref name="change"/> is asked again. Where the new description is settling, it is settled soon after.
    /// </summary>
    Task<(TableChangeOutcome Outcome, TableDescription? Table)> ChangeAsync(string name, Func<TableDescription, TableDescription?> change);

    /// <summary>Begins to delete an ACTIVE table with no change under way; it is gone soon after.</summary>
    Task<(TableChangeOutcome Outcome, TableDescription? Table)> DeleteAsync(string name);

    /// <summary>Brings the catalog to what the system table held when this was called, or later; false where the system table cannot be read now.</summary>
    Task<bool> RefreshAsync();
}
