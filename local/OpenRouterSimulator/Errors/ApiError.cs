using System.Text.Json.Nodes;

namespace OpenRouterSimulator.Errors;

/// <summary>An error of OpenRouter as it goes over the wire; see <see cref="ApiErrors"/> for all there are.</summary>
public sealed class ApiErrorException(int status, string message, JsonObject? metadata = null) : Exception(message)
{
    public int Status => status;

    public JsonObject? Metadata => metadata;

    /// <summary>Set once the key is known: OpenRouter then tells whose request failed, except on 400, 401 and 404.</summary>
    public string? UserId { get; set; }

    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>();

    /// <summary>The inner object, in the key order of the wire: message, code, metadata.</summary>
    public JsonObject ToError()
    {
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

        return body;
    }
}
