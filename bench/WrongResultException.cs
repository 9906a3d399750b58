namespace BasisTrees.Bench;

/// <summary>The measured code gave a wrong answer: its speed means nothing.</summary>
public sealed class WrongResultException(string message) : Exception(message);
