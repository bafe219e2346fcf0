using System.Text.Json;
using System.Text.RegularExpressions;
using static PromptLab.Prompts.ModelConfigShapes;

namespace PromptLab.Prompts;

/// <summary>OpenRouter's parameters of a chat completion and the shape of each; whatever is not here is passed on as it is.</summary>
/// <remarks>See https://openrouter.ai/docs/api/reference/parameters; objects are open where OpenRouter lets them be.</remarks>
internal static partial class ModelConfigParameters
{
    private static readonly Shape Effort = OneOf("max", "xhigh", "high", "medium", "low", "minimal", "none");

    private static readonly Shape Slugs = ListOf(Text(1));

    private static readonly Shape CacheControl = Object(new() { ["type"] = OneOf("ephemeral"), ["ttl"] = OneOf("5m", "1h") }, ["type"]);

    private static readonly Shape Percentiles = ByKind(
        "Use a number, or an object with p50, p75, p90 or p99.",
        (JsonValueKind.Null, Anything),
        (JsonValueKind.Number, NumberFrom(0)),
        (JsonValueKind.Object, Object(new[] { "p50", "p75", "p90", "p99" }.ToDictionary(name => name, _ => OrNull(NumberFrom(0))), isClosed: true)));

    // OpenRouter's schema says texts, its examples say numbers.
    private static readonly Shape Price = ByKind("Use a price in USD.", (JsonValueKind.Number, NumberFrom(0)), (JsonValueKind.String, Text(1)));

    private static readonly Shape Sort = OneOf("price", "throughput", "latency", "exacto");

    private static readonly Shape Provider = Object(
        new()
        {
            ["order"] = OrNull(Slugs),
            ["only"] = OrNull(Slugs),
            ["ignore"] = OrNull(Slugs),
            ["allow_fallbacks"] = OrNull(YesNo),
            ["require_parameters"] = OrNull(YesNo),
            ["data_collection"] = OrNull(OneOf("allow", "deny")),
            ["zdr"] = OrNull(YesNo),
            ["enforce_distillable_text"] = OrNull(YesNo),
            ["quantizations"] = OrNull(Slugs),
            ["sort"] = ByKind(
                "Use \"price\", \"throughput\", \"latency\" or \"exacto\", or an object with by and partition.",
                (JsonValueKind.Null, Anything),
                (JsonValueKind.String, Sort),
                (JsonValueKind.Object, Object(new() { ["by"] = OrNull(Sort), ["partition"] = OrNull(OneOf("model", "none")) }))),
            ["preferred_min_throughput"] = Percentiles,
            ["preferred_max_latency"] = Percentiles,
            ["max_price"] = OrNull(Object(new[] { "prompt", "completion", "request", "image", "audio" }.ToDictionary(name => name, _ => Price))),
        },
        isClosed: true);

    private static readonly Shape ResponseFormat = And(
        Object(new() { ["type"] = OneOf("text", "json_object", "json_schema", "grammar", "python") }, ["type"]),
        ByType("json_schema", Object(
            new()
            {
                ["json_schema"] = Object(
                    new()
                    {
                        ["name"] = Matching(SchemaName(), "Use 1 to 64 letters, digits, _ or -."),
                        ["description"] = Text(),
                        ["schema"] = AnyObject,
                        ["strict"] = OrNull(YesNo),
                    },
                    ["name"]),
            },
            ["json_schema"])));

    private static readonly Shape FunctionTool = Object(
        new()
        {
            ["function"] = Object(
                new() { ["name"] = Text(1, 64), ["description"] = Text(), ["parameters"] = AnyObject, ["strict"] = OrNull(YesNo) }, ["name"]),
            ["cache_control"] = CacheControl,
        },
        ["function"]);

    private static readonly Shape Tool = And(
        Object(new() { ["type"] = Matching(ToolType(), "Use \"function\", or a server tool such as \"openrouter:web_search\".") }, ["type"]),
        (value, path) => Member(value, "type") is { ValueKind: JsonValueKind.String } type && type.GetString() is "function"
            ? FunctionTool(value, path)
            : Object(new() { ["parameters"] = AnyObject })(value, path));

    private static readonly Shape ToolChoice = ByKind(
        "Use \"none\", \"auto\" or \"required\", or name a function.",
        (JsonValueKind.String, OneOf("none", "auto", "required")),
        (JsonValueKind.Object, And(
            Object(new() { ["type"] = Text(1) }, ["type"]),
            ByType("function", Object(new() { ["function"] = Object(new() { ["name"] = Text(1, 64) }, ["name"]) }, ["function"])))));

    private static readonly Shape Reasoning = And(
        Object(new()
        {
            ["effort"] = OrNull(Effort),
            ["max_tokens"] = OrNull(Whole(1)),
            ["exclude"] = OrNull(YesNo),
            ["enabled"] = OrNull(YesNo),
            ["summary"] = OrNull(Text()),
        }),
        (value, path) => Member(value, "effort") is not null && Member(value, "max_tokens") is not null
            ? [new(path, "Give either effort or max_tokens, not both.")]
            : []);

    public static Shape All { get; } = Object(new()
    {
        ["model"] = Text(1, 200),
        ["models"] = Slugs,
        ["route"] = OrNull(OneOf("fallback", "sort")),
        ["provider"] = OrNull(Provider),
        ["temperature"] = OrNull(Number(0, 2)),
        ["top_p"] = OrNull(Number(0, 1)),
        ["top_k"] = OrNull(Whole(0)),
        ["min_p"] = OrNull(Number(0, 1)),
        ["top_a"] = OrNull(Number(0, 1)),
        ["frequency_penalty"] = OrNull(Number(-2, 2)),
        ["presence_penalty"] = OrNull(Number(-2, 2)),
        ["repetition_penalty"] = OrNull(Number(0, 2)),
        ["max_tokens"] = OrNull(Whole(1)),
        ["max_completion_tokens"] = OrNull(Whole(1)),
        ["stop"] = ByKind(
            "Use a text, or a list of at most 4 texts.", (JsonValueKind.Null, Anything), (JsonValueKind.String, Text()), (JsonValueKind.Array, ListOf(Text(), 4))),
        ["seed"] = OrNull(Whole()),
        ["logit_bias"] = OrNull(MapOf(Number(-100, 100))),
        ["logprobs"] = OrNull(YesNo),
        ["top_logprobs"] = OrNull(Whole(0, 20)),
        ["response_format"] = ResponseFormat,
        ["tools"] = ListOf(Tool),
        ["tool_choice"] = ToolChoice,
        ["parallel_tool_calls"] = OrNull(YesNo),
        ["reasoning"] = Reasoning,
        ["reasoning_effort"] = OrNull(Effort),
        ["include_reasoning"] = YesNo,
        ["plugins"] = ListOf(Object(new() { ["id"] = Text(1), ["enabled"] = YesNo }, ["id"])),
        ["user"] = Text(),
        ["session_id"] = Text(0, 256),
        ["metadata"] = MapOf(Text(0, 512), 16, 64),
        ["trace"] = AnyObject,
        ["cache_control"] = CacheControl,
        ["prompt_cache_key"] = Text(),
        ["prompt_cache_options"] = AnyObject,
        ["service_tier"] = OrNull(OneOf("auto", "default", "fast", "flex", "priority", "scale")),
        ["verbosity"] = OrNull(Text(1)),
        ["prediction"] = Object(new() { ["type"] = OneOf("content") }, ["type", "content"]),
        ["modalities"] = ListOf(OneOf("text", "image", "audio")),
        ["image_config"] = AnyObject,
        ["web_search_options"] = AnyObject,
        ["stream_options"] = OrNull(AnyObject),
        ["usage"] = AnyObject,
        ["debug"] = AnyObject,
    });

    /// <summary>The shape of objects whose type is this word.</summary>
    private static Shape ByType(string type, Shape shape) => (value, path) =>
        Member(value, "type") is { ValueKind: JsonValueKind.String } given && given.GetString() == type ? shape(value, path) : [];

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex SchemaName();

    [GeneratedRegex(@"\A(function|openrouter:[a-z0-9_-]+)\z")]
    private static partial Regex ToolType();
}
