using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace BasisTrees.Bench;

/// <summary>Runs <see cref="KernelBenchmarks"/>, in this process: no project is generated and built for it.</summary>
internal static class KernelRun
{
    public static int Run()
    {
        IConfig config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        Summary summary = BenchmarkRunner.Run<KernelBenchmarks>(config);
        return summary.HasCriticalValidationErrors || summary.Reports.Length == 0 || summary.Reports.Any(r => !r.Success) ? 1 : 0;
    }
}
