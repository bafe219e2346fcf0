using System.Text.Json;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Chat;

/// <summary>Reads a request leniently: unknown fields are no error, wrong ones are 400.</summary>
public static class ChatRequestReader
{
    private const int MaxBytes = 10 * 1024 * 1024;

    private const string DefaultModel = Catalog.Models.AutoRouter;

    public static async Task<JsonElement> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
        {
            throw new ApiErrorException(413, "Request payload too large", ApiErrors.Typed("payload_too_large"));
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, default, cancellationToken);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw ApiErrors.BadRequest("Invalid JSON in request body");
        }
    }

    public static ChatRequest Read(JsonElement body, IHeaderDictionary headers)
    {
        try
        {
            var request = Read(body) with { Faults = Scripts.Read(headers[Scripts.Header]) };
            RequestRules.Check(body);
            return request;
        }
        catch (InvalidOperationException)
        {
            // A half surrogate pair in a string: JSON by its grammar, but no text.
            throw ApiErrors.BadRequest();
        }
    }

    private static ChatRequest Read(JsonElement body)
    {
        var messages = ReadMessages(body);
        var tools = ReadTools(body);
        var reasoning = body.Member("reasoning");
        var format = body.Member("response_format");
        var schema = format?.Member("json_schema");

        return new ChatRequest
        {
            Models = ReadModels(body),
            Messages = messages,
            Body = body,
            Stream = body.Flag("stream") ?? false,
            MaxTokens = body.Whole("max_completion_tokens", 1) ?? body.Whole("max_tokens", 1),
            Stop = ReadStop(body),
            Seed = body.Whole("seed", int.MinValue),
            Temperature = body.Number("temperature", 0, 2),
            Provider = body.Member("provider"),
            Format = format?.Text("type") ?? "text",
            Schema = schema?.Member("schema"),
            IsStrict = schema?.Flag("strict") ?? false,
            Tools = tools,
            RequiredTool = ReadRequiredTool(body, tools),
            WantsReasoning = (reasoning?.Text("effort") ?? body.Text("reasoning_effort")) != "none" && reasoning?.Flag("enabled") != false,
            HidesReasoning = reasoning?.Flag("exclude") == true || body.Flag("include_reasoning") == false,
            EchoesUpstream = body.Member("debug")?.Flag("echo_upstream_body") == true,
        };
    }

    private static List<string> ReadModels(JsonElement body)
    {
        var models = new List<string>();
        if (body.Text("model") is { } first)
        {
            models.Add(first);
        }

        models.AddRange(body.Items("models").Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!));
        return models is [] ? [DefaultModel] : models;
    }

    private static List<ChatMessage> ReadMessages(JsonElement body)
    {
        List<ChatMessage> messages = [.. body.Items("messages").Select(ReadMessage)];
        if (messages is [] && body.Text("prompt") is { } prompt)
        {
            messages.Add(new ChatMessage("user", prompt));
        }

        if (messages is [])
        {
            throw ApiErrors.InputRequired();
        }

        // At the top it means: as far as this prompt goes.
        return body.Member("cache_control") is null ? messages : [.. messages[..^1], messages[^1] with { IsBreakpoint = true }];
    }

    private static ChatMessage ReadMessage(JsonElement message) => new(
        message.Text("role") ?? "user",
        message.Text("content") ?? string.Concat(message.Items("content").Select(part => part.Text("text"))),
        message.Items("content").Any(part => part.Member("cache_control") is not null));

    private static List<string> ReadStop(JsonElement body) =>
        body.Text("stop") is { } one
            ? [one]
            : [.. body.Items("stop").Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];

    private static List<ChatTool> ReadTools(JsonElement body) =>
    [
        .. body.Items("tools")
            .Select(tool => tool.Member("function"))
            .OfType<JsonElement>()
            .Select(function => new ChatTool(function.Text("name") ?? "", function.Member("parameters"))),
    ];

    private static ChatTool? ReadRequiredTool(JsonElement body, List<ChatTool> tools)
    {
        if (body.Text("tool_choice") == "required")
        {
            return tools.FirstOrDefault();
        }

        var name = body.Member("tool_choice")?.Member("function")?.Text("name");
        return tools.FirstOrDefault(tool => tool.Name == name);
    }
}
