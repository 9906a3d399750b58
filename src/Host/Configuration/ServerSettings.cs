using System.Net;

namespace BasisTrees.Host.Configuration;

/// <summary>What the HTTP server needs to know.</summary>
/// <param name="Listen">The one address and port; port 0 takes any free one.</param>
/// <param name="Certificate">The certificate that it is known by; null for plain HTTP.</param>
/// <param name="BodyLimit">The longest request body.</param>
/// <param name="ConnectionsMax">How many connections may be open at once.</param>
/// <param name="HeaderTimeout">How long a client may take to send the head of a request.</param>
/// <param name="ShutdownTimeout">How long requests in progress may take once the service is asked to stop.</param>
internal sealed record ServerSettings(
    IPEndPoint Listen,
    CertificatePair? Certificate,
    ByteSize BodyLimit,
    int ConnectionsMax,
    Duration HeaderTimeout,
    Duration ShutdownTimeout);
