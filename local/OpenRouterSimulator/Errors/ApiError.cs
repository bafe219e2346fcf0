using System.Text.Json.Nodes;

namespace OpenRouterSimulator.Errors;

/// <summary>An error of OpenRouter as it goes over the wire; see <see cref="ApiErrors"/> for all there are.</summary>
public sealed class ApiErrorException(int status, string message, JsonObject? metadata = null) : Exception(message)
{
    public int Status => status;

    public JsonObject? Metadata => metadata;

    /// <summary>The inner object, when it has another form than message, code and metadata.</summary>
    public JsonObject? Form { get; init; }

    /// <summary>Set once the key is known: OpenRouter then tells whose request failed, except on 400, 401 and 404.</summary>
    public string? UserId { get; set; }

    /// <summary>How the request was routed, for those who ask; never on a 500.</summary>
    public JsonObject? RouterMetadata { get; set; }

    /// <summary>Passes by itself: the client is told when to try again.</summary>
    public bool IsTransient { get; init; }

    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>();

    /// <summary>The inner object, in the key order of the wire: message, code, metadata.</summary>
    public JsonObject ToError()
    {
        if (Form is not null)
        {
            return (JsonObject)Form.DeepClone();
        }

        var error = new JsonObject { ["message"] = Message, ["code"] = status };
        if (metadata is not null)
        {
            error["metadata"] = metadata.DeepClone();
        }

        return error;
    }

    public JsonObject ToBody()
    {
        var body = new JsonObject { ["error"] = ToError() };
        if (UserId is not null && status is not (400 or 401 or 404))
        {
            body["user_id"] = UserId;
        }

        if (RouterMetadata is not null && status != 500)
        {
            body["openrouter_metadata"] = RouterMetadata.DeepClone();
        }

        return body;
    }
}
