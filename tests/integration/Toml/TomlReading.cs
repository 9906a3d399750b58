using System.Globalization;
using System.Text;
using BasisTrees.Host.Toml;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Reads short texts for the tests of single rules.</summary>
internal static class TomlReading
{
    /// <summary>The root of a text that must be read.</summary>
    public static TomlTable Root(string text)
    {
        bool read = TomlDocument.TryRead(Encoding.UTF8.GetBytes(text), out TomlDocument? document, out TomlError? error);
        Assert.True(read, $"{error} in <{text}>");
        return document!.Root;
    }

    /// <summary>The value of the key <c>a</c> of a text that must be read.</summary>
    public static TomlValue A(string text)
    {
        Assert.True(Root(text).TryGet("a", out TomlEntry entry));
        return entry.Value;
    }

    /// <summary>The error of a text that must be refused.</summary>
    public static TomlError Error(string text) => Error(Encoding.UTF8.GetBytes(text));

    /// <summary>The error of bytes that must be refused.</summary>
    public static TomlError Error(byte[] bytes)
    {
        Assert.False(TomlDocument.TryRead(bytes, out _, out TomlError? error), $"was read: <{Encoding.UTF8.GetString(bytes)}>");
        Assert.True(error!.Position is { Line: >= 1, Column: >= 1 });
        return error;
    }

    /// <summary>A value in a short notation: <c>{a=[1,"x"],b={}}</c>.</summary>
    public static string Show(TomlValue value) => value switch
    {
        TomlString text => $"\"{text.Value}\"",
        TomlInteger integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        TomlFloat number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        TomlBoolean truth => truth.Value ? "true" : "false",
        TomlArray array => $"[{string.Join(',', array.Items.Select(Show))}]",
        TomlTable table => $"{{{string.Join(',', table.Entries.Select(entry => $"{entry.Key.Name}={Show(entry.Value)}"))}}}",
        _ => value.ToString()!,
    };
}
