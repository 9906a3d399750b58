namespace BasisTrees.Tests.Property;

/// <summary>The planted failure of a store.</summary>
internal sealed class ResidencyFaultException(string what) : Exception($"The store fails to {what}.");
