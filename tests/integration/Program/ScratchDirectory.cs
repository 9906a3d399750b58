namespace BasisTrees.Tests.Integration;

/// <summary>A directory for one test, taken away with everything in it afterwards.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("basis-test-").FullName;

    /// <summary>A path in the directory.</summary>
    public string this[string name] => Path.Combine(Root, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Makes a store and returns its directory.</summary>
    public string Store(string name, params string[] options)
    {
        BasisProgram.Run(["init", "--data", this[name], .. options]).Done();
        return this[name];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
