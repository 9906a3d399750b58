using System.Text;
using BasisTrees.Hosting;
using BasisTrees.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BasisTrees.Tests.Integration;

/// <summary>The program of docs/TUTORIAL.md, word for word.</summary>
internal static class TutorialSample
{
    /// <summary>The line before the sample.</summary>
    public const string Begin = "// sample: begin";

    /// <summary>The line behind it.</summary>
    public const string End = "// sample: end";

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(string directory)
    {
        // sample: begin
        var builder = new HostApplicationBuilder();
        builder.Services.AddBasisTrees(options => options.Directory = directory);
        builder.Services.AddHealthChecks().AddBasisTrees();
        using IHost host = builder.Build();
        await host.StartAsync();

        // A batch is committed as a whole, and is synced to the disk when the answer comes.
        TreeStore store = host.Services.GetRequiredService<TreeStore>();
        Operation[] operations = [Operation.InsertOrUpdate("alice"u8.ToArray(), "100"u8.ToArray())];
        CommitResult committed = await store.CommitAsync(new Batch(operations));
        Console.WriteLine($"{committed.Outcome}: revision {committed.Revision}, digest {committed.After}");

        // A snapshot reads one revision and proves what it says, also of what is not there.
        using StoreSnapshot snapshot = store.Snapshot();
        snapshot.TryProve(["alice"u8.ToArray(), "bob"u8.ToArray()], out byte[]? proof, out _, out _);

        // Whoever has the digest checks the proof without the store.
        var keys = new KeyScheme(KeyMode.Hashed, 32);
        var verifier = new Verifier(new TreeParameters(keyLength: 32));
        bool holds = verifier.TryBegin(committed.After, proof, operationsMax: 2);
        foreach (string name in (string[])["alice", "bob"])
        {
            byte[] key = new byte[32];
            keys.TryMap(Encoding.UTF8.GetBytes(name), key);
            Outcome answer = verifier.Apply(Operation.Lookup(key));
            Console.WriteLine($"{name}: {(answer == Outcome.Present ? Encoding.UTF8.GetString(verifier.OldValue) : "nothing")}");
        }

        holds = verifier.TryFinish(out Digest reached) && holds && reached == committed.After;
        Console.WriteLine(holds ? "The proof holds." : "The proof does not hold.");
        await host.StopAsync();
        // sample: end
    }
}
