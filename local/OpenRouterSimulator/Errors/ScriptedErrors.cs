using OpenRouterSimulator.Catalog;

namespace OpenRouterSimulator.Errors;

/// <summary>What the models <c>simulator/error-NNN</c> answer, and how a call breaks once 200 has been sent.</summary>
public static class ScriptedErrors
{
    public static ApiErrorException For(Model model, int retryAfterSeconds) => model.FaultStatus switch
    {
        400 => ApiErrors.Provider(model, 400, "The request was rejected by the model", "invalid_request"),
        401 => ApiErrors.RevokedKey(),
        402 => ApiErrors.CannotAfford(16384, 3919),
        403 => ApiErrors.Moderated(model),
        404 => ApiErrors.NotFound($"No endpoints found for {model.Id}."),
        408 => ApiErrors.TimedOut(),
        422 => new ApiErrorException(422, "Invalid argument", ApiErrors.Typed("unprocessable")),
        429 => ApiErrors.UpstreamLimit(model, retryAfterSeconds),
        500 => ApiErrors.Internal(),
        503 => ApiErrors.Unavailable(retryAfterSeconds),
        504 => ApiErrors.Provider(model, 504, "The model did not answer in time", "timeout"),
        524 => new ApiErrorException(524, "Request timed out. Please try again later."),
        529 => ApiErrors.Provider(model, 529, "Overloaded", "provider_overloaded"),
        var status => ApiErrors.Provider(model, status, "Bad Gateway", "provider_unavailable"),
    };

    public static ApiErrorException Disconnected() => new(
        502,
        "Provider disconnected",
        new() { ["error_type"] = "provider_unavailable", ["provider_code"] = "upstream_reset" });

    public static ApiErrorException AfterCommit(Model model) =>
        new(502, "Provider returned error", new() { ["raw"] = "Bad Gateway", ["provider_name"] = model.Provider });
}
