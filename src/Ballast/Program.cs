return await Ballast.Configuration.CommandLine.RunAsync(args);
