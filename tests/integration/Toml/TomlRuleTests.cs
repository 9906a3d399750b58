using BasisTrees.Host.Toml;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The rules on keys, tables, arrays and inline tables, and where their errors stand.</summary>
public sealed class TomlRuleTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData("\uFEFFa = 1", "{a=1}")]
    [InlineData(" \t a\t=\t1 \t# comment\r\n\r\n#\u00E9\uFEFF\ttab\n", "{a=1}")]
    [InlineData("a=1\nb=2", "{a=1,b=2}")]
    [InlineData("1234 = 1\n-_- = 2\n2001-01-01 = 3\ntrue = 4\ninf = 5", "{1234=1,-_-=2,2001-01-01=3,true=4,inf=5}")]
    [InlineData("3.14159 = 1", "{3={14159=1}}")]
    [InlineData("\"\" = 1", "{=1}")]
    [InlineData("'' = 1\n''.'' = 2", null)]
    [InlineData("''.''.a = 2", "{={={a=2}}}")]
    [InlineData("a . \"b.c\"\t.'d' = 1", "{a={b.c={d=1}}}")]
    [InlineData("\"\\u0061\" = 1", "{a=1}")]
    [InlineData("\"a\\nb\" = 1", "{a\nb=1}")]
    [InlineData("'\\n' = 1", "{\\n=1}")]
    [InlineData("\"\u00E9\" = 1\n\"e\u0301\" = 2", "{\u00E9=1,e\u0301=2}")]
    [InlineData("a = 1\nA = 2", "{a=1,A=2}")]
    [InlineData("a.b = 1\nc = 2\na.d = 3", "{a={b=1,d=3},c=2}")]
    public void KeysAndLinesAreRead(string text, string? expected)
    {
        if (expected is null) TomlReading.Error(text);
        else Assert.Equal(expected, TomlReading.Show(TomlReading.Root(text)));
    }

    [Theory]
    [InlineData("[a]\n[b]\nc=1", "{a={},b={c=1}}")]
    [InlineData("[ a . 'b' ] # c\nx=1", "{a={b={x=1}}}")]
    [InlineData("[a.b]\nx=1\n[a]\ny=2", "{a={b={x=1},y=2}}")]
    [InlineData("[a.b.c]\n[a.b]\nx=1\n[a]", "{a={b={c={},x=1}}}")]
    [InlineData("[a]\nb.c=1\n[a.b.d]\nx=1", "{a={b={c=1,d={x=1}}}}")]
    [InlineData("a.b=1\n[a.c]\nx=1", "{a={b=1,c={x=1}}}")]
    [InlineData("[a.b.c]\n[a]\nb.d=1", "{a={b={c={},d=1}}}")]
    [InlineData("[[a]]\nx=1\n[[a]]\n[[a]]\nx=3", "{a=[{x=1},{},{x=3}]}")]
    [InlineData("[[a]]\n[a.b]\nx=1\n[[a]]\n[a.b]\nx=2", "{a=[{b={x=1}},{b={x=2}}]}")]
    [InlineData("[[a]]\n[[a.b]]\nx=1\n[[a.b]]\nx=2\n[[a]]\n[[a.b]]", "{a=[{b=[{x=1},{x=2}]},{b=[{}]}]}")]
    [InlineData("[[a.b]]\n[a]\nx=1", "{a={b=[{}],x=1}}")]
    [InlineData("[[ a . b ]]\nc.d=1\n[a.b.c.e]", "{a={b=[{c={d=1,e={}}}]}}")]
    [InlineData("['']\na=1", "{={a=1}}")]
    [InlineData("a = {}\nb = { c = 1, d.e = 2, d.f = [ # x\n1,\n] }", "{a={},b={c=1,d={e=2,f=[1]}}}")]
    [InlineData("a = [[], [{}, 'x'], [1, 2.5,], true,\n# c\n\r\n]", "{a=[[],[{},\"x\"],[1,2.5],true]}")]
    [InlineData("a = [{b=1},{b=2}]", "{a=[{b=1},{b=2}]}")]
    [InlineData("a = {b = '''x\ny'''}", "{a={b=\"x\ny\"}}")]
    public void TablesAndArraysAreRead(string text, string expected) =>
        Assert.Equal(expected, TomlReading.Show(TomlReading.Root(text)));

    [Theory]
    [InlineData("a = 1\na = 2", 2, 1)]
    [InlineData("a = 1\n\"a\" = 2", 2, 1)]
    [InlineData("a.b = 1\na.b = 2", 2, 3)]
    [InlineData("a.b = 1\na = 2", 2, 1)]
    [InlineData("a = 1\na.b = 2", 2, 1)]
    [InlineData("a.b = 1\na.b.c = 2", 2, 3)]
    [InlineData("a = {}\na.b = 2", 2, 1)]
    [InlineData("a = {b.c = 1}\n[a.b]", 2, 2)]
    [InlineData("a = {b.c = 1}\n[a]", 2, 2)]
    [InlineData("[x]\na = {b = 1}\n[x.a.c]", 3, 4)]
    [InlineData("a = {b = 1, b = 2}", 1, 13)]
    [InlineData("a = {b.c = 1, b = 2}", 1, 15)]
    [InlineData("a = {b = {c = 1}, b.d = 2}", 1, 19)]
    [InlineData("a = [{b = 1}]\n[[a]]", 2, 3)]
    [InlineData("a = [{b = 1}]\n[a.c]", 2, 2)]
    [InlineData("a = []\n[[a]]", 2, 3)]
    [InlineData("[[a]]\n[a]", 2, 2)]
    [InlineData("[a]\n[[a]]", 2, 3)]
    [InlineData("[[a.b]]\n[[a]]", 2, 3)]
    [InlineData("[[a]]\n[[a.b]]\n[a.b]", 3, 4)]
    [InlineData("[[a]]\nb.c = 1\n[[a.b]]", 3, 5)]
    [InlineData("[a]\n[b]\n[a]", 3, 2)]
    [InlineData("[a.b]\n[a]\n[a]", 3, 2)]
    [InlineData("[a.b.c]\n[a]\nb.c.d = 1", 3, 3)]
    [InlineData("[a.b.c]\n[a]\nb.d = 1\n[a.b]", 4, 4)]
    [InlineData("[a.b]\n[a]\nb = 1", 3, 1)]
    [InlineData("[[a.b]]\n[a]\nb.c = 1", 3, 1)]
    [InlineData("[a]\nb.c = 1\n[a.b]", 3, 4)]
    [InlineData("[a]\nb.c.d = 1\n[a.b.c]", 3, 6)]
    [InlineData("a.b = 1\n[a]", 2, 2)]
    [InlineData("a = 1\n[a]", 2, 2)]
    [InlineData("a = 1\n[a.b]", 2, 2)]
    public void WhatIsDefinedTwiceIsRefusedAtTheSecondPlace(string text, int line, int column) =>
        Assert.Equal(new TomlPosition(line, column), TomlReading.Error(text).Position);

    [Theory]
    [InlineData("a", 1, 2)]
    [InlineData("a\n", 1, 2)]
    [InlineData("a =", 1, 4)]
    [InlineData("a = # c", 1, 5)]
    [InlineData("a = \n1", 1, 5)]
    [InlineData("a\n= 1", 1, 2)]
    [InlineData("= 1", 1, 1)]
    [InlineData(".a = 1", 1, 1)]
    [InlineData("a. = 1", 1, 4)]
    [InlineData("a..b = 1", 1, 3)]
    [InlineData("a b = 1", 1, 3)]
    [InlineData("a: 1", 1, 2)]
    [InlineData("\u00E9 = 1", 1, 1)]
    [InlineData("a\u00E9 = 1", 1, 2)]
    [InlineData("\"\"\"a\"\"\" = 1", 1, 1)]
    [InlineData("'''a''' = 1", 1, 1)]
    [InlineData("\"a\nb\" = 1", 1, 1)]
    [InlineData("\"a\"b = 1", 1, 4)]
    [InlineData("a\"b\" = 1", 1, 2)]
    [InlineData("a = 1 b = 2", 1, 7)]
    [InlineData("a = 'x' 'y'", 1, 9)]
    [InlineData("a = 1, b = 2", 1, 6)]
    [InlineData("a = 1\n  \uFEFF", 2, 3)]
    [InlineData("\uD83D\uDE00 = 1", 1, 1)]
    [InlineData("a = '\uD83D\uDE00\uD83D\uDE00' x", 1, 10)]
    [InlineData("[]", 1, 2)]
    [InlineData("[a", 1, 3)]
    [InlineData("[a\n]", 1, 3)]
    [InlineData("[\na]", 1, 2)]
    [InlineData("[a]]", 1, 4)]
    [InlineData("[a] b = 1", 1, 5)]
    [InlineData("[a][b]", 1, 4)]
    [InlineData("[a.]", 1, 4)]
    [InlineData("[.a]", 1, 2)]
    [InlineData("[a b]", 1, 4)]
    [InlineData("[[a]", 1, 5)]
    [InlineData("[[a] ]", 1, 5)]
    [InlineData("[ [a]]", 1, 3)]
    [InlineData("[[]]", 1, 3)]
    [InlineData("[[a]] ]", 1, 7)]
    [InlineData("a = [1 2]", 1, 8)]
    [InlineData("a = [,]", 1, 6)]
    [InlineData("a = [1,,2]", 1, 8)]
    [InlineData("a = [1", 1, 7)]
    [InlineData("a = [1,\n\n", 3, 1)]
    [InlineData("a = [1]]", 1, 8)]
    [InlineData("a = {b=1,}", 1, 10)]
    [InlineData("a = {,}", 1, 6)]
    [InlineData("a = {b=1\n}", 1, 9)]
    [InlineData("a = {\nb=1}", 1, 6)]
    [InlineData("a = {b=1,\nc=2}", 1, 10)]
    [InlineData("a = { # c\n}", 1, 7)]
    [InlineData("a = {b=1 # c\n}", 1, 10)]
    [InlineData("a = {b}", 1, 7)]
    [InlineData("a = {b=}", 1, 8)]
    [InlineData("a = {b=1 c=2}", 1, 10)]
    [InlineData("a = {b=1", 1, 9)]
    [InlineData("a = }", 1, 5)]
    public void WhatTheGrammarDoesNotHaveIsRefusedWhereItStands(string text, int line, int column) =>
        Assert.Equal(new TomlPosition(line, column), TomlReading.Error(text).Position);

    [Fact]
    public void EveryKeyAndValueKnowsItsPlace()
    {
        TomlTable root = TomlReading.Root("# c\r\n a.b = 'x'\n[c]\n\td = [1,\n  {e = 2}]\n[[f]]\n[[f]]");
        Assert.True(root.TryGet("a", out TomlEntry a));
        Assert.Equal(new TomlPosition(2, 2), a.Key.Position);
        Assert.True(((TomlTable)a.Value).TryGet("b", out TomlEntry b));
        Assert.Equal((new TomlPosition(2, 4), new TomlPosition(2, 8)), (b.Key.Position, b.Value.Position));
        Assert.True(root.TryGet("c", out TomlEntry c));
        Assert.Equal(new TomlPosition(3, 2), c.Value.Position);
        Assert.True(((TomlTable)c.Value).TryGet("d", out TomlEntry d));
        Assert.Equal(new TomlPosition(4, 6), d.Value.Position);
        Assert.Equal(new TomlPosition(5, 3), ((TomlArray)d.Value).Items[1].Position);
        Assert.True(root.TryGet("f", out TomlEntry f));
        Assert.Equal(new TomlPosition(7, 3), ((TomlArray)f.Value).Items[1].Position);
        Assert.False(root.TryGet("b", out _));
    }

    [Fact]
    public void MessagesShowNothingThatATerminalActsOn()
    {
        string message = TomlReading.Error("\"\\u001b[2J\\u202e\" = 1\n\"\\u001b[2J\\u202e\" = 2").Message;
        Assert.DoesNotContain('\u001b', message);
        Assert.DoesNotContain('\u202e', message);
        Assert.Contains("u{001B}", message, StringComparison.Ordinal);
    }
}
