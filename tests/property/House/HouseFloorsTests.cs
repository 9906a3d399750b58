using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>
/// The floors of the house: Host and Hosting stand on Persistence, Persistence on Trees, Trees on the base class library alone.
/// </summary>
public sealed class HouseFloorsTests
{
    private static readonly Dictionary<string, string[]> s_below = new(StringComparer.Ordinal)
    {
        ["Trees"] = [],
        ["Persistence"] = ["Trees"],
        ["Hosting"] = ["Persistence"],
        ["Host"] = ["Persistence"],
    };

    private static readonly Dictionary<string, string> s_namespaces = new(StringComparer.Ordinal)
    {
        ["Trees"] = "BasisTrees",
        ["Persistence"] = "BasisTrees.Persistence",
        ["Hosting"] = "BasisTrees.Hosting",
        ["Host"] = "BasisTrees.Host",
    };

    [Fact]
    public void Each_floor_refers_only_to_the_one_below()
    {
        string[] projects = [.. HouseRepository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal)
            && f.EndsWith(".csproj", StringComparison.Ordinal))];
        Assert.Equal(s_below.Keys.Order(), projects.Select(p => Path.GetFileNameWithoutExtension(p)).Order());
        foreach (string project in projects)
        {
            string floor = Path.GetFileNameWithoutExtension(project);
            Assert.Equal($"src/{floor}/{floor}.csproj", project);
            IEnumerable<string> references = Items(project, "ProjectReference");
            Assert.Equal(s_below[floor], references.Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/'))));
            Assert.Empty(Items(project, "Reference"));
        }
    }

    [Fact]
    public void Only_the_top_floor_takes_packages()
    {
        Assert.Empty(Items("src/Trees/Trees.csproj", "PackageReference"));
        Assert.Empty(Items("src/Persistence/Persistence.csproj", "PackageReference"));
        Assert.Empty(Items("src/Trees/Trees.csproj", "FrameworkReference"));
        Assert.Empty(Items("src/Persistence/Persistence.csproj", "FrameworkReference"));
    }

    [Fact]
    public void Assemblies_refer_to_the_base_class_library_and_the_floor_below()
    {
        CheckAssembly(typeof(Prover).Assembly, []);
        CheckAssembly(Assembly.Load("BasisTrees.Persistence"), ["BasisTrees"]);
    }

    [Fact]
    public void Examples_stand_on_the_library_as_its_users_do()
    {
        string[] projects = [.. HouseRepository.Files.Where(f => f.StartsWith("examples/", StringComparison.Ordinal)
            && f.EndsWith(".csproj", StringComparison.Ordinal))];
        Assert.NotEmpty(projects);
        Assert.All(projects, p => Assert.Equal(["../../src/Hosting/Hosting.csproj"], Items(p, "ProjectReference")));
    }

    [Fact]
    public void Hosting_needs_no_web_framework()
    {
        XElement? project = XDocument.Parse(HouseRepository.Read("src/Hosting/Hosting.csproj")).Root;
        Assert.Equal("Microsoft.NET.Sdk", project?.Attribute("Sdk")?.Value);
        Assert.Empty(Items("src/Hosting/Hosting.csproj", "FrameworkReference"));
        IEnumerable<string> packages = Items("src/Hosting/Hosting.csproj", "PackageReference");
        Assert.All(packages, p => Assert.StartsWith("Microsoft.Extensions.", p, StringComparison.Ordinal));
    }

    [Fact]
    public void Namespaces_are_those_of_the_floors()
    {
        var found = new List<string>();
        foreach (HouseSource source in HouseRepository.Sources.Where(s => s.IsProduct))
        {
            string floor = source.File.Split('/')[1];
            string expected = s_namespaces[floor];
            Match declared = Regex.Match(source.Code, @"^namespace\s+(?<name>[\w.]+)\s*;", RegexOptions.Multiline | HouseSource.Plain);
            if (!declared.Success && Path.GetFileName(source.File) == "Program.cs") continue;
            string name = declared.Groups["name"].Value;
            bool isRight = name == expected || (floor == "Host" && name.StartsWith(expected + ".", StringComparison.Ordinal));
            if (!isRight) found.Add($"{source.File}: namespace {name}, not {expected}");
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void No_floor_names_one_above()
    {
        IEnumerable<string> found =
            from source in HouseRepository.Sources
            where source.IsProduct
            let floor = source.File.Split('/')[1]
            from above in s_namespaces.Where(n => IsAbove(n.Key, floor))
            where Regex.IsMatch(source.Text, Regex.Escape(above.Value) + @"\b", HouseSource.Plain)
            select $"{source.File} names {above.Value}";
        Assert.Empty(found);
    }

    private static bool IsAbove(string floor, string other)
    {
        string[] below = s_below[floor];
        return below.Contains(other, StringComparer.Ordinal) || below.Any(b => IsAbove(b, other));
    }

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Parse(HouseRepository.Read(project)).Descendants(kind).Select(e => e.Attribute("Include")?.Value ?? "");

    private static void CheckAssembly(Assembly assembly, string[] floors)
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!; // a loaded assembly of the runtime has a folder
        foreach (AssemblyName name in assembly.GetReferencedAssemblies())
        {
            bool isAllowed = floors.Contains(name.Name, StringComparer.Ordinal) || File.Exists(Path.Combine(framework, name.Name + ".dll"));
            Assert.True(isAllowed, $"{assembly.GetName().Name} refers to {name.Name}.");
        }
    }
}
