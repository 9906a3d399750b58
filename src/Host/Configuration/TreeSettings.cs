namespace BasisTrees.Host.Configuration;

/// <summary>What the tree is made with when the service creates its store; a store that exists keeps what it was made with.</summary>
/// <param name="Keys">How ids become keys.</param>
/// <param name="Parameters">The lengths of keys and values.</param>
internal sealed record TreeSettings(KeyMode Keys, TreeParameters Parameters);
