return await BasisTrees.Host.Commands.CommandLine.RunAsync(args);
