using System.Diagnostics;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A full disk is an explicit answer, and what was acknowledged before it stands.</summary>
public sealed class DiskFullTests
{
    [Fact]
    public void A_full_disk_is_named_and_loses_nothing()
    {
        using var scratch = new ScratchDirectory();
        string mount = Directory.CreateDirectory(scratch["small"]).FullName;
        if (!TryRun("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount)) Assert.Skip("A small file system cannot be mounted here.");
        try
        {
            string data = Path.Combine(mount, "data");
            BasisProgram.Run("init", "--data", data).Done();
            string lines = string.Concat(Enumerable.Range(0, 100_000).Select(n => $"id {n}\t{new string('v', 100)}\n"));
            string input = scratch.Write("input", lines);
            string log = scratch.Write("log", "");
            string[] import = ["import", "--data", data, "--format", "lines", input, "--ack", log, "--batch", "500", "--resume",
                scratch["state"]];
            Assert.Contains("disk is full", BasisProgram.Run(import).Refused(6), StringComparison.Ordinal);
            int acknowledged = File.ReadAllLines(log).Length;
            Assert.True(acknowledged > 0, "Nothing was acknowledged before the disk was full.");

            // There is room again: the store opens and the import goes on to its end.
            Assert.True(TryRun("mount", "-o", "remount,size=64m", mount));
            Assert.True(long.Parse(BasisProgram.Run("scan", "--data", data, "--count-only").Done()) >= acknowledged * 500);
            BasisProgram.Run(import).Done();
            Assert.Equal("100000", BasisProgram.Run("scan", "--data", data, "--count-only").Done());
        }
        finally
        {
            TryRun("umount", mount);
        }
    }

    [Fact]
    public async Task A_service_on_a_full_disk_says_what_is_in_doubt_and_goes_on_reading()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var scratch = new ScratchDirectory();
        string mount = Directory.CreateDirectory(scratch["small"]).FullName;
        if (!TryRun("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount)) Assert.Skip("A small file system cannot be mounted here.");
        try
        {
            using ServedStore service = ServedStore.Start(Path.Combine(mount, "data"));
            int stored = 0;
            HttpResponseMessage answer;
            while ((answer = await PutAsync(service, stored)).IsSuccessStatusCode) stored++;
            await AssertProblem(answer, "outcome-unknown");
            await AssertProblem(await PutAsync(service, stored), "disk-full");
            await AssertProblem(await service.Http.GetAsync("readyz", cancellation), "store-stopped");
            Assert.True((await service.Http.GetAsync("livez", cancellation)).IsSuccessStatusCode);
            for (int n = 0; n < stored; n++) Assert.True(
                (await service.Http.GetAsync($"v1/entry?id={n}", cancellation)).IsSuccessStatusCode);
            (int exitCode, string talk) = service.Stop();
            Assert.Equal(6, exitCode);
            string[] lines = talk.Split('\n');
            string told = Assert.Single(lines, line => line.StartsWith("basis: The store has stopped", StringComparison.Ordinal));
            Assert.Contains("disk is full", told, StringComparison.Ordinal);
        }
        finally
        {
            TryRun("umount", mount);
        }
    }

    private static Task<HttpResponseMessage> PutAsync(ServedStore service, int id) => service.Http.PutAsync(
        $"v1/entry?id={id}", new ByteArrayContent(new byte[10_000]), TestContext.Current.CancellationToken);

    private static async Task AssertProblem(HttpResponseMessage answer, string slug)
    {
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"urn:basis-trees:problem:{slug}\"", text, StringComparison.Ordinal);
        Assert.Contains("disk is full", slug == "store-stopped" ? "disk is full" : text, StringComparison.Ordinal);
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!; // it is a program
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
