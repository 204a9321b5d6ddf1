using Ballast.Model.Documents;
using Ballast.Model.Sizes;

namespace Ballast.Model.Tests.Sizes;

public sealed class SizeTests
{
    [Theory]
    [InlineData("{'S':''}", 0)]
    [InlineData("{'S':'abc'}", 3)]
    [InlineData("{'S':'é'}", 2)]
    [InlineData("{'B':'AAEC'}", 3)]
    [InlineData("{'BOOL':true}", 1)]
    [InlineData("{'NULL':true}", 1)]
    [InlineData("{'N':'0'}", 1)]
    [InlineData("{'N':'1'}", 2)]
    [InlineData("{'N':'12'}", 2)]
    [InlineData("{'N':'123'}", 3)]
    [InlineData("{'N':'-123'}", 4)]
    [InlineData("{'N':'1000'}", 2)]
    [InlineData("{'N':'100.5'}", 4)]
    [InlineData("{'N':'1.5'}", 3)]
    [InlineData("{'N':'0.012'}", 2)]
    [InlineData("{'N':'0.12'}", 2)]
    [InlineData("{'N':'0.123'}", 3)]
    [InlineData("{'N':'1e-130'}", 2)]
    [InlineData("{'N':'12345678901234567890123456789012345678'}", 20)]
    [InlineData("{'SS':['a','bcd']}", 4)]
    [InlineData("{'NS':['1','-1']}", 5)]
    [InlineData("{'BS':['AAEC','AA==']}", 4)]
    [InlineData("{'L':[]}", 3)]
    [InlineData("{'L':[{'S':'a'},{'NULL':true}]}", 7)]
    [InlineData("{'M':{}}", 3)]
    [InlineData("{'M':{'ab':{'S':'cde'}}}", 9)]
    [InlineData("{'L':[{'M':{'a':{'L':[]}}}]}", 12)]
    public void A_value_has_the_size_that_the_service_counts(string value, int expected) =>
        Assert.Equal(expected, ItemSize.Of(new ValueView(DynamoJson.Value(value))));

    [Fact]
    public void An_item_is_its_names_and_values()
    {
        Assert.Equal(0, ItemSize.Of(default(DocumentView)));
        Assert.Equal(2 + 3 + 1 + 2, ItemSize.Of(new DocumentView(DynamoJson.Document("{'pk':{'S':'abc'},'n':{'N':'7'}}"))));
    }

    [Theory]
    [InlineData(0, 0.5, 1, 2)]
    [InlineData(1, 0.5, 1, 2)]
    [InlineData(4096, 0.5, 1, 2)]
    [InlineData(4097, 1, 2, 4)]
    [InlineData(409_600, 50, 100, 200)]
    public void Reads_cost_by_4_KB(long bytes, double eventual, double strong, double transactional)
    {
        Assert.Equal(eventual, ReadUnits.Of(bytes, ReadConsistency.Eventual).Value);
        Assert.Equal(strong, ReadUnits.Of(bytes, ReadConsistency.Strong).Value);
        Assert.Equal(transactional, ReadUnits.Of(bytes, ReadConsistency.Transactional).Value);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1024, 1)]
    [InlineData(1025, 0, 2)]
    [InlineData(10, 2049, 3)]
    [InlineData(409_600, 1, 400)]
    public void Writes_cost_by_1_KB_of_the_larger_image(long before, long after, double expected)
    {
        Assert.Equal(expected, WriteUnits.Of(before, after).Value);
        Assert.Equal(2 * expected, WriteUnits.Of(before, after, transactional: true).Value);
    }

    [Fact]
    public void Halves_add_up_exactly()
    {
        var sum = CapacityUnits.None;
        for (var i = 0; i < 3; i++)
            sum += ReadUnits.Of(1, ReadConsistency.Eventual);
        Assert.Equal(1.5, sum.Value);
        Assert.Equal(CapacityUnits.OfWhole(1), sum - new CapacityUnits(1));
        Assert.True(CapacityUnits.OfWhole(1) < sum);
    }
}
