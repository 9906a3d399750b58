namespace BasisTrees.Tests.Property;

/// <summary>The simulated database crashed.</summary>
internal sealed class NotesDatabaseDownException() : Exception("The database is down (simulated).");
