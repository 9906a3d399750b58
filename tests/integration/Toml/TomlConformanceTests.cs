using System.Text.Json;
using BasisTrees.Host.Toml;
using Xunit;

namespace BasisTrees.Tests.Integration;

public sealed class TomlConformanceTests
{
    [Fact]
    public void EveryValidFileIsReadToItsTaggedJson()
    {
        var failures = new List<string>();
        foreach (string file in TomlConformanceFiles.Valid)
        {
            if (!TomlDocument.TryRead(File.ReadAllBytes(file), out TomlDocument? document, out TomlError? error))
            {
                failures.Add($"{file}:{error}");
                continue;
            }

            using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(file, ".json")));
            List<string> differences = TomlTaggedJson.Differences(document.Root, expected.RootElement);
            failures.AddRange(differences.Select(difference => $"{file}: {difference}"));
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(TomlConformanceFiles.OwnValid.Count >= 80, "The conformance files are not beside the tests.");
    }

    [Fact]
    public void EveryInvalidFileIsRefusedWithLineAndColumn()
    {
        IReadOnlyList<string> files = TomlConformanceFiles.Invalid;
        var failures = new List<string>();
        foreach (string file in files)
        {
            byte[] bytes = File.ReadAllBytes(file);
            if (TomlDocument.TryRead(bytes, out _, out TomlError? error)) failures.Add($"{file}: was read");
            else if (error.Position.Line < 1 || error.Position.Line > bytes.Count(b => b == '\n') + 1 || error.Position.Column < 1)
                failures.Add($"{file}: {error}");
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(files.Count >= 240, "The conformance files are not beside the tests.");
    }
}
