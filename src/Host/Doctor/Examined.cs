namespace BasisTrees.Host.Doctor;

/// <summary>One thing that was looked at.</summary>
/// <param name="What">Its name.</param>
/// <param name="Verdict">What is thought of it.</param>
/// <param name="Says">What was found, and what helps if it is not fine.</param>
internal sealed record Examined(string What, Verdict Verdict, string Says);
