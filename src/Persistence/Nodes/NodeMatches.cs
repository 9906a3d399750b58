namespace BasisTrees.Persistence;

/// <summary>The values that an index has for one key: nearly always none or one.</summary>
internal struct NodeMatches
{
    private uint _first;
    private List<uint>? _more;

    internal int Count { get; private set; }

    internal readonly uint this[int index] => index == 0 ? _first : _more![index - 1];

    internal void Clear()
    {
        Count = 0;
        _more?.Clear();
    }

    internal void Add(uint value)
    {
        if (Count++ == 0) _first = value;
        else (_more ??= []).Add(value);
    }
}
