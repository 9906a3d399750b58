using System.Globalization;
using BasisTrees.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (!BenchOptions.TryParse(args, out BenchOptions? options, out string? mistake))
{
    Console.Error.WriteLine(mistake);
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

if (options.IsHelp)
{
    Console.WriteLine(BenchOptions.Usage);
    return 0;
}

try
{
    if (options.IsKernels) return KernelRun.Run();
    if (options.LastingDirectory is { } lasting)
    {
        new LastingRun(options, lasting, Console.Out).Run();
        return 0;
    }

    if (options.EmptyAnswerBytes is { } bytes) return EmptyHost.Run(bytes);
    if (options.HttpDirectory is { } http)
    {
        new HttpRun(options, http, Console.Out).Run();
        return 0;
    }

    WholeRun.Run(options, Console.Out);
    return 0;
}
catch (WrongResultException wrong)
{
    Console.Error.WriteLine($"WRONG RESULT: {wrong.Message}");
    return 1;
}
