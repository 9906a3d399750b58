namespace BasisTrees;

/// <summary>Where a value stands outside its leaf: the block and the length in bytes, which says in which size of blocks.</summary>
internal readonly record struct ValueRef(int Block, int Length);
