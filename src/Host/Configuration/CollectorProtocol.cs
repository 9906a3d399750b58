namespace BasisTrees.Host.Configuration;

/// <summary>How a collector of telemetry is spoken to.</summary>
internal enum CollectorProtocol
{
    /// <summary>gRPC.</summary>
    Grpc = 0,

    /// <summary>Protocol buffers over HTTP, at the paths v1/metrics and v1/traces.</summary>
    Http = 1,
}
