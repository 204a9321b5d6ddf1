using System.CommandLine;
using Ballast.Bench.Commands;

var root = new RootCommand("Measures Ballast, and anything else that speaks DynamoDB.")
{
    LoadCommand.Create(),
    FloorCommand.Create(),
    CompareCommand.Create(),
    FlatCommand.Create(),
    StartUpCommand.Create(),
    FailoverCommand.Create(),
    IdleGroupsCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
