using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using PromptLab.Platform.Json;
using PromptLab.Prompts;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Prompts;

public class ModelConfigTests(SharedApp shared)
{
    [Theory]
    [InlineData("""{"temperature":0,"top_p":1,"top_k":0,"min_p":0.5,"top_a":1.0,"frequency_penalty":-2,"presence_penalty":2,"repetition_penalty":1.1}""")]
    [InlineData("""{"temperature":null,"top_p":null,"max_tokens":null,"stop":null,"seed":null,"provider":null,"reasoning_effort":null,"route":null}""")]
    [InlineData("""{"model":"openai/gpt","models":["a/b","c/d"],"max_tokens":1,"max_completion_tokens":64.0,"seed":-7,"user":"u","session_id":"s"}""")]
    [InlineData("""{"stop":"END"}""")]
    [InlineData("""{"stop":["a","b","c","d"],"logit_bias":{"50256":-100},"logprobs":true,"top_logprobs":20}""")]
    [InlineData("""{"response_format":{"type":"json_object"}}""")]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"name":"prime_1-a","strict":true,"schema":{"type":"object"}}}}""")]
    [InlineData("""{"response_format":{"type":"grammar","grammar":"root ::= [a-z]"}}""")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f","parameters":{}}},{"type":"openrouter:web_search","parameters":{}}],"tool_choice":"auto"}""")]
    [InlineData("""{"tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false}""")]
    [InlineData("""{"reasoning":{"effort":"high","exclude":true},"reasoning_effort":"high"}""")]
    [InlineData("""{"reasoning":{"max_tokens":2000,"effort":null,"enabled":true}}""")]
    [InlineData("""{"provider":{"order":["openai"],"sort":{"by":"price","partition":"none"},"max_price":{"prompt":1,"completion":"2"},"preferred_max_latency":{"p90":3}}}""")]
    [InlineData("""{"plugins":[{"id":"web","max_results":3}],"metadata":{"a":"b"},"service_tier":"flex","verbosity":"low","modalities":["text","image"]}""")]
    [InlineData("""{"temprature":9,"stream_tokens":{"deep":[1e-7]},"Stream":1,"":null}""")]
    public void What_OpenRouter_takes_is_taken(string config) => Assert.Empty(ModelConfigRules.Check(new RawJson(config)));

    [Theory]
    [InlineData("""{"temperature":2.1}""", "temperature", "Use a number from 0 to 2.")]
    [InlineData("""{"temperature":"1"}""", "temperature", "Use a number from 0 to 2.")]
    [InlineData("""{"temperature":1e400}""", "temperature", "Use a number from 0 to 2.")]
    [InlineData("""{"top_k":1.5}""", "top_k", "Use a whole number of at least 0.")]
    [InlineData("""{"max_tokens":0}""", "max_tokens", "Use a whole number of at least 1.")]
    [InlineData("""{"top_logprobs":21}""", "top_logprobs", "Use a whole number from 0 to 20.")]
    [InlineData("""{"stop":["a","b",3]}""", "stop[2]", "Use a text.")]
    [InlineData("""{"stop":["a","b","c","d","e"]}""", "stop", "Use at most 4 items.")]
    [InlineData("""{"stop":7}""", "stop", "Use a text, or a list of at most 4 texts.")]
    [InlineData("""{"model":""}""", "model", "Use a text of 1 to 200 characters.")]
    [InlineData("""{"models":["a",""]}""", "models[1]", "Use a text that is not empty.")]
    [InlineData("""{"route":"best"}""", "route", "Use one of \"fallback\" or \"sort\".")]
    [InlineData("""{"logit_bias":{"1":101}}""", "logit_bias.1", "Use a number from -100 to 100.")]
    [InlineData("""{"provider":{"Order":[]}}""", "provider.Order", "There is no such field. Use order, only, ")]
    [InlineData("""{"provider":{"order":"openai"}}""", "provider.order", "Use a list.")]
    [InlineData("""{"provider":{"data_collection":"maybe"}}""", "provider.data_collection", "Use one of \"allow\" or \"deny\".")]
    [InlineData("""{"provider":{"sort":{"by":"luck"}}}""", "provider.sort.by", "Use one of \"price\", \"throughput\"")]
    [InlineData("""{"response_format":{"type":"xml"}}""", "response_format.type", "Use one of \"text\"")]
    [InlineData("""{"response_format":{}}""", "response_format.type", "This field is required.")]
    [InlineData("""{"response_format":{"type":"json_schema"}}""", "response_format.json_schema", "This field is required.")]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"name":"a b"}}}""", "response_format.json_schema.name", "Use 1 to 64 letters")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":""}}]}""", "tools[0].function.name", "Use a text of 1 to 64 characters.")]
    [InlineData("""{"tools":[{"type":"magic"}]}""", "tools[0].type", "Use \"function\"")]
    [InlineData("""{"tool_choice":"any"}""", "tool_choice", "Use one of \"none\"")]
    [InlineData("""{"tool_choice":{"type":"function"}}""", "tool_choice.function", "This field is required.")]
    [InlineData("""{"reasoning":{"effort":"high","max_tokens":5}}""", "reasoning", "Give either effort or max_tokens, not both.")]
    [InlineData("""{"reasoning":{"effort":"huge"}}""", "reasoning.effort", "Use one of \"max\"")]
    [InlineData("""{"reasoning":{"effort":"low"},"reasoning_effort":"high"}""", "reasoning_effort", "Differs from reasoning.effort.")]
    [InlineData("""{"plugins":[{"id":"web"},{}]}""", "plugins[1].id", "This field is required.")]
    [InlineData("""{"plugins":{"id":"web"}}""", "plugins", "Use a list.")]
    [InlineData("""{"metadata":{"a":1}}""", "metadata.a", "Use a text of at most 512 characters.")]
    [InlineData("""{"service_tier":"gold"}""", "service_tier", "Use one of \"auto\"")]
    [InlineData("""{"modalities":["smell"]}""", "modalities[0]", "Use one of \"text\"")]
    [InlineData("""{"messages":[]}""", "messages", "PromptLab writes the messages")]
    [InlineData("""{"prompt":"x"}""", "prompt", "PromptLab sends the prompt's templates")]
    [InlineData("""{"stream":false}""", "stream", "PromptLab always streams")]
    public async Task What_OpenRouter_would_refuse_is_named_wherever_it_is_written(string config, string field, string sentence)
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        foreach (var (path, body) in new[]
        {
            ("/api/prompts/", $$$"""{"name":"x","model_config":{{{config}}}}"""),
            ($"/api/prompts/{prompt.Id()}/versions/", $$$"""{"model_config":{{{config}}}}"""),
            ($"/api/prompts/{prompt.Id()}/run/", $$$"""{"model_config":{{{config}}}}"""),
        })
        {
            var problem = await Problem.AssertAsync(await SendAsync(ada, path, body), HttpStatusCode.BadRequest, "invalid");

            Assert.Equal([$"model_config.{field}"], problem.Fields());
            Assert.StartsWith(sentence, problem.GetProperty("errors").GetProperty($"model_config.{field}")[0].GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var ada = await shared.App.RegisterAsync();

        var response = await SendAsync(ada, "/api/prompts/", """{"name":"x","tags":[""],"model_config":{"temperature":3,"provider":{"zdr":1},"stop":[1,2]}}""");

        Assert.Equal(
            ["model_config.provider.zdr", "model_config.stop[0]", "model_config.stop[1]", "model_config.temperature", "tags"],
            (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid")).Fields().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(32, HttpStatusCode.Created)]
    [InlineData(33, HttpStatusCode.BadRequest)]
    public async Task It_may_be_32_deep(int depth, HttpStatusCode status)
    {
        var ada = await shared.App.RegisterAsync();
        var deep = $$"""{"x":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}}}""";

        Assert.Equal(status, (await SendAsync(ada, "/api/prompts/", $$"""{"name":"x","model_config":{{deep}}}""")).StatusCode);
    }

    [Theory]
    [InlineData(99_990, HttpStatusCode.Created)]
    [InlineData(100_000, HttpStatusCode.BadRequest)]
    public async Task It_may_be_100_kB_long(int length, HttpStatusCode status)
    {
        var ada = await shared.App.RegisterAsync();

        var response = await SendAsync(ada, "/api/prompts/", $$$"""{"name":"x","model_config":{"x":"{{{new string('x', length)}}}"}}""");

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Keys_that_come_twice_are_refused()
    {
        var ada = await shared.App.RegisterAsync();
        foreach (var config in new[] { """{"a":1,"a":2}""", """{"a":1,"\u0061":2}""", """{"x":[{"b":1,"b":1}]}""" })
        {
            await Problem.AssertAsync(
                await SendAsync(ada, "/api/prompts/", $$$"""{"name":"x","model_config":{{{config}}}}"""), HttpStatusCode.BadRequest, "malformed-json");
        }
    }

    [Fact]
    public async Task Whatever_is_not_known_comes_back_byte_for_byte()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        RandomJson random = new(20260901);
        for (var number = 0; number < 40; number++)
        {
            var config = random.Object();

            var response = await SendAsync(ada, $"/api/prompts/{prompt.Id()}/versions/", $$$"""{"model_config":{{{config}}},"note":""}""");

            Assert.True(response.IsSuccessStatusCode, $"{config} {await response.Content.ReadAsStringAsync(Account.Token)}");
            var version = (await ada.GetAsync($"/api/prompts/{prompt.Id()}/")).GetProperty("latest_version");
            Assert.Equal(config, version.GetProperty("model_config").GetRawText());
        }
    }

    [Fact]
    public void A_merge_keeps_places_keys_and_values_as_they_were_written()
    {
        RawJson version = new("""{ "z": 1e-7, "a": 12345678901234567890, "n" : { "b":[-0, 1.0] }, "temperature": 0.10, "\u0066oo": 1 }""");

        var merged = version.MergedWith(new("""{"a":1.50,"\u00e9\n":"\u00e9","temperature":null,"foo":2}"""));

        Assert.Equal("""{"z":1e-7,"a":1.50,"n":{ "b":[-0, 1.0] },"temperature":null,"\u0066oo":2,"\u00e9\n":"\u00e9"}""", merged.Text);
        Assert.Same(version, version.MergedWith(null));
    }

    private static Task<HttpResponseMessage> SendAsync(Account account, string path, string body) =>
        account.SendAsync("POST", path, new StringContent(body, Encoding.UTF8, "application/json"));

    /// <summary>JSON as people and programs write it: odd spaces, escapes, numbers and nesting. The same seed gives the same texts.</summary>
    private sealed class RandomJson(int seed)
    {
        private static readonly string[] Numbers = ["0", "-0", "1.0", "1e-7", "1E+30", "12345678901234567890", "0.1000", "-1.5e-300", "1e400"];
        private static readonly string[] Texts = ["", "a", "é", "\\u00e9", "\\n\\t\\\"\\\\", "\\/", "👩‍🔬", "\\ud83d\\ude00", "<&>'", "\\u2028", "\\u0000", "{{ x }}"];
        private static readonly string[] Spaces = ["", "", "", " ", "\n  ", "\t", "\r\n"];

        private readonly Random random = new(seed);

        public string Object(int depth = 0)
        {
            // The number keeps the keys apart, the letter keeps them unknown.
            var members = Enumerable.Range(0, random.Next(depth is 0 ? 1 : 0, 5))
                .Select(number => $"{Space()}\"x{number.ToString(CultureInfo.InvariantCulture)}{One(Texts)}\"{Space()}:{Space()}{Value(depth + 1)}{Space()}");
            return $"{{{string.Join(',', members)}{Space()}}}";
        }

        private string Value(int depth) => random.Next(depth > 4 ? 4 : 6) switch
        {
            0 => One(Numbers),
            1 => $"\"{One(Texts)}{One(Texts)}\"",
            2 => "true",
            3 => "null",
            4 => Object(depth),
            _ => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => $"{Space()}{Value(depth + 1)}{Space()}"))}]",
        };

        private string Space() => One(Spaces);

        private string One(string[] choices) => choices[random.Next(choices.Length)];
    }
}
