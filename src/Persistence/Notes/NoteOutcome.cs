namespace BasisTrees.Persistence;

/// <summary>The answer to a question for the body of a note.</summary>
public enum NoteOutcome
{
    /// <summary>The body is there, and hashes to the value of its id.</summary>
    Found = 0,

    /// <summary>The id has no value, or cannot be a key at all.</summary>
    Absent = 1,

    /// <summary>The id has the value of a note whose body was erased.</summary>
    Erased = 2,

    /// <summary>The id has a value that belongs to no note.</summary>
    NotANote = 3,
}
