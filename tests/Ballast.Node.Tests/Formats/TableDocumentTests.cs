using System.Collections.Immutable;
using System.Runtime.CompilerServices;

using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Node.Tests.Infrastructure;

namespace Ballast.Node.Tests.Formats;

/// <summary>The bytes beside this file were written once. They must be read for ever, and the same input must be written as they are.</summary>
public sealed class TableDocumentTests
{
    private static readonly DateTimeOffset Time = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Checked_in_bytes_are_read_and_what_is_written_today_is_what_was_checked_in(int version)
    {
        var table = Description(version);
        var path = PathOf(version);
        if (Environment.GetEnvironmentVariable("BALLAST_WRITE_FORMATS") == "1" && !File.Exists(path))
            File.WriteAllBytes(path, Written(table));
        var stored = File.ReadAllBytes(path);
        Assert.Equal(stored, Written(table));
        var document = new DocumentView(stored);
        Assert.Equal(version, document.Int64("v"u8));
        var read = TableDocument.Read(table.Name, document);
        Assert.Equal((table.Id, table.Version, table.Throughput, table.OnDemandSince), (read.Id, read.Version, read.Throughput, read.OnDemandSince));
        Assert.Equal((table.OnDemand, table.WarmPeak, table.WarmAsked, table.Warm), (read.OnDemand, read.WarmPeak, read.WarmAsked, read.Warm));
        Assert.Equal(table.OnDemandSwitches.AsEnumerable(), read.OnDemandSwitches);
        Assert.Equal(table.Tags, read.Tags);
    }

    [Fact]
    public void Each_setting_alone_is_kept()
    {
        var plain = Description(1);
        foreach (var table in (TableDescription[])[
            plain with { OnDemand = new OnDemandThroughput(5, null) }, plain with { OnDemand = new OnDemandThroughput(null, 6) },
            plain with { WarmPeak = new WarmThroughput(7, 8) }, plain with { WarmAsked = new WarmThroughput(9, 10) }, plain with { OnDemandSwitches = [Time] }])
        {
            var read = TableDocument.Read(table.Name, new DocumentView(Written(table)));
            Assert.Equal((table.OnDemand, table.WarmPeak, table.WarmAsked), (read.OnDemand, read.WarmPeak, read.WarmAsked));
            Assert.Equal(table.OnDemandSwitches.AsEnumerable(), read.OnDemandSwitches);
        }
    }

    private static TableDescription Description(int version)
    {
        var table = new TableDescription
        {
            Name = "t",
            Id = new Guid("01234567-89ab-4cde-8f01-23456789abcd"),
            Version = 3,
            Group = new GroupId(5),
            Status = TableStatus.Active,
            CreatedAt = Time,
            Schema = Schemas.Plain,
            BillingMode = BillingMode.Provisioned,
            OnDemandSince = Time.AddHours(1),
            Throughput = new ProvisionedThroughput(11, 12, Time.AddHours(2), Time.AddHours(3), 2),
            TableClass = TableClass.StandardInfrequentAccess,
            TableClassSince = Time.AddHours(4),
            DeletionProtection = true,
            Tags = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("owner", "tests"),
        };
        return version == 1 ? table : table with
        {
            BillingMode = BillingMode.PayPerRequest,
            OnDemand = new OnDemandThroughput(100, 200),
            OnDemandSwitches = [Time.AddMinutes(1), Time.AddHours(1)],
            WarmPeak = new WarmThroughput(13_000, 5_000),
            WarmAsked = new WarmThroughput(14_000, 6_000),
        };
    }

    private static byte[] Written(TableDescription table)
    {
        using var builder = new DocumentBuilder();
        builder.BeginDocument();
        TableDocument.Write(builder, table);
        builder.EndDocument();
        return builder.Written.ToArray();
    }

    private static string PathOf(int version, [CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, $"table-v{version}.bin");
}
