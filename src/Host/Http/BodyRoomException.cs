namespace BasisTrees.Host.Http;

/// <summary>The bodies of other requests take all the room there is.</summary>
internal sealed class BodyRoomException()
    : Exception("The bodies of other requests take all the room there is; send the request again later.");
