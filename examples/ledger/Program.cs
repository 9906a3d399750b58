return BasisTrees.Examples.Ledger.LedgerCommands.Run(args);
