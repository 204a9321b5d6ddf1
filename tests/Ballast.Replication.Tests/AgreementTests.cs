namespace Ballast.Replication.Tests;

public sealed class AgreementTests(ITestOutputHelper output)
{
    private const int Seeds = 400, Steps = 4000;

    [Fact]
    public void Members_agree_on_every_slot_and_lose_nothing_through_crashes_loss_and_changes()
    {
        int elections = 0, crashes = 0, changes = 0, acknowledged = 0, slots = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var group = new SimulatedGroup(seed);
            try
            {
                group.Run(Steps);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
            elections += group.Elections;
            crashes += group.Crashes;
            changes += group.Changes;
            acknowledged += group.Acknowledged;
            slots += group.ChosenSlots;
        }
        output.WriteLine($"{Seeds} seeds: {elections} elections, {crashes} crashes, {changes} changes, {slots} slots, {acknowledged} acknowledged");
        Assert.True(elections > Seeds * 5 && crashes > Seeds * 5 && changes > Seeds && acknowledged > Seeds * 20, "The faults are too tame, or too wild, to say anything.");
    }
}
