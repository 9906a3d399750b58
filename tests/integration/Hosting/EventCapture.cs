using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace BasisTrees.Tests.Integration;

/// <summary>Keeps what the trees of a host log.</summary>
internal sealed class EventCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<(int Id, string Text)> _events = [];

    /// <summary>The numbers and texts of the events of the category of trees, in order.</summary>
    public IReadOnlyCollection<(int Id, string Text)> Events => _events;

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(categoryName == "BasisTrees" ? _events : []);

    public void Dispose()
    {
    }

    /// <summary>One category.</summary>
    private sealed class CategoryLogger(ConcurrentQueue<(int Id, string Text)> events) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            events.Enqueue((eventId.Id, formatter(state, exception)));
    }
}
