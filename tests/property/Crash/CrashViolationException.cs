namespace BasisTrees.Tests.Property;

/// <summary>The store broke a promise to the client of a crash run.</summary>
internal sealed class CrashViolationException(string message) : Exception(message);
