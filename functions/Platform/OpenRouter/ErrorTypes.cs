namespace PromptLab.Platform.OpenRouter;

/// <summary>OpenRouter's stable names of errors, and the status that each stands for where no number is given.</summary>
internal static class ErrorTypes
{
    private static readonly Dictionary<string, int> Statuses = new[]
    {
        (400, "context_length_exceeded max_tokens_exceeded token_limit_exceeded string_too_long invalid_request invalid_prompt content_policy_violation "
            + "refusal invalid_image image_too_large image_too_small unsupported_image_format image_download_failed"),
        (401, "authentication"),
        (402, "payment_required"),
        (403, "permission_denied"),
        (404, "not_found image_not_found"),
        (412, "precondition_failed"),
        (413, "payload_too_large"),
        (422, "unprocessable"),
        (429, "rate_limit_exceeded"),
        (500, "server unmapped"),
        (502, "provider_unavailable"),
        (503, "provider_overloaded"),
        (504, "timeout"),
    }.SelectMany(row => row.Item2.Split(' '), (row, type) => (Type: type, Status: row.Item1)).ToDictionary(pair => pair.Type, pair => pair.Status);

    public static int? StatusOf(string? type) => type is not null && Statuses.TryGetValue(type, out var status) ? status : null;
}
