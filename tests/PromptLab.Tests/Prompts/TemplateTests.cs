using System.Net;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Prompts;

public class TemplateTests(SharedApp shared)
{
    [Theory]
    [InlineData("Hello {{ name }}!", """{"name":"Ada"}""", "Hello Ada!")]
    [InlineData("{{name}}{{ name }}", """{"name":"x"}""", "xx")]
    [InlineData("{{ name | default: 'you' }}", "{}", "you")]
    [InlineData("{% if formal %}Dear{% else %}Hi{% endif %}", """{"formal":true}""", "Dear")]
    [InlineData("{% for item in items %}{{ item }};{% endfor %}", """{"items":["a","b"]}""", "a;b;")]
    [InlineData("{{ user.name }} {{ user.tags[1] }}", """{"user":{"name":"Ada","tags":["x","y"]}}""", "Ada y")]
    [InlineData("{\"json\": {\"a\": 1}}", "{}", "{\"json\": {\"a\": 1}}")]
    [InlineData("a\r\n\tb {{ t }}", """{"t":"c\r\nd"}""", "a\r\n\tb c\r\nd")]
    [InlineData("{{ n }} {{ b }}", """{"n":1.50,"b":false}""", "1.5 false")]
    [InlineData("<b>{{ html }}</b>", """{"html":"<i>&\"'</i>"}""", "<b><i>&\"'</i></b>")]
    [InlineData("{{ emoji }} ÄÖ", """{"emoji":"👩‍🔬"}""", "👩‍🔬 ÄÖ")]
    [InlineData("{% raw %}{{ not_a_variable }}{% endraw %}", "{}", "{{ not_a_variable }}")]
    public async Task A_template_renders_to_exactly_this(string template, string variables, string expected)
    {
        var rendered = await RenderAsync(template, variables);

        Assert.Equal(expected, rendered.Text("user_message"));
        Assert.Empty(rendered.GetProperty("problems").EnumerateArray());
    }

    [Theory]
    [InlineData("{{ a }} {{ b.c }} {{ a }}", "a,b")]
    [InlineData("{% for item in items %}{{ item.name }} {{ other }}{% endfor %}", "items,other")]
    [InlineData("{% assign local = input %}{{ local }}", "input")]
    [InlineData("{{ list[index] }}", "list,index")]
    [InlineData("{% if tone == 'formal' and length > 3 %}x{% endif %}", "tone,length")]
    [InlineData("{{ text | truncate: limit }}", "text,limit")]
    [InlineData("no variables { at } all", "")]
    public async Task The_variables_are_those_that_the_template_asks_for(string template, string variables)
    {
        var rendered = await RenderAsync(template, "{}");

        Assert.Equal(variables, string.Join(',', rendered.GetProperty("variables").EnumerateArray().Select(name => name.GetString())));
    }

    [Theory]
    [InlineData("fine\n{{ bad | }}", 2)]
    [InlineData("{% if x %}never closed", 1)]
    [InlineData("{% nonsense %}", 1)]
    public async Task A_broken_template_is_told_with_its_line(string template, int line)
    {
        var rendered = await RenderAsync(template, "{}");

        var problem = Assert.Single(rendered.GetProperty("problems").EnumerateArray());
        Assert.Equal("user_message_template", problem.Text("field"));
        Assert.Equal("error", problem.Text("severity"));
        Assert.Equal(line, problem.Number("line"));
    }

    [Theory]
    [InlineData("{% for i in (1..100000000) %}x{% endfor %}")]
    [InlineData("{% assign s = 'xxxxxxxxxx' %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}{{ s }}")]
    [InlineData("{% include 'etc/passwd' %}")]
    public async Task A_template_that_breaks_its_bounds_is_stopped(string template)
    {
        var rendered = await RenderAsync(template, "{}");

        Assert.NotEmpty(rendered.GetProperty("problems").EnumerateArray());
        Assert.Empty(rendered.Text("user_message"));
    }

    private async Task<JsonElement> RenderAsync(string template, string variables)
    {
        var ada = await shared.App.RegisterAsync();
        return await ada.CallAsync(HttpStatusCode.OK, "POST", "/api/templates/render/", new
        {
            system_message = "",
            user_message_template = template,
            variables = JsonElement.Parse(variables),
        });
    }
}
