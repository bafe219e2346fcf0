using System.Globalization;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using PromptLab.Auth;
using PromptLab.Platform.Http;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Contract;

/// <summary>
/// Bodies by chance, where <see cref="MalformedRequestTests"/> has those that somebody thought of: nobody is ever answered 500, and reading
/// one is no more work than its length.
/// </summary>
public class RequestFuzzTests(SharedApp shared)
{
    /// <summary>One for each kind of body, and those that take in whole documents.</summary>
    private static readonly string[] Operations = ["Login", "CreatePrompt", "RenderTemplates", "EstimateCost", "ReadInputs", "ChangeSettings", "ChangeApiKey", "CreateComparison", "ImportAccount"];

    private readonly Lazy<Task<Account>> ada = new(() => shared.App.RegisterAsync());

    [Fact]
    public void No_body_is_answered_with_500() => Fuzz.Check(
        from operation in Gen.Elements(Operations).Select(ApiContract.Current.Operation)
        from json in OddJson.Like(operation.RequestExample!.ToJsonString())
        from body in OddBytes.Of(json)
        select (operation.Method, operation.Path, body),
        300,
        async drawn =>
        {
            using ByteArrayContent content = new(drawn.body.Bytes);
            content.Headers.ContentType = new("application/json");
            using var response = await (await ada.Value).SendAsync(drawn.Method, drawn.Path, content);

            Assert.True(response.StatusCode < HttpStatusCode.InternalServerError, $"{(int)response.StatusCode}");
        });

    [Theory]
    [InlineData("members", "\"{0:x}\":1", "{", "}")]
    [InlineData("items", "\"\"", "[", "]")]
    public async Task Reading_very_many_of_them_below_a_long_name_takes_memory_in_proportion_to_the_body(string what, string each, string open, string close)
    {
        Assert.NotEmpty(what);
        var many = string.Join(',', Enumerable.Range(0, 80_000).Select(number => string.Format(CultureInfo.InvariantCulture, each, number)));
        var body = $"{{\"{new string('n', 900_000)}\":{open}{many}{close},\"z\":\"\\ud800\"}}";
        var before = GC.GetAllocatedBytesForCurrentThread();

        var problem = await Assert.ThrowsAsync<ProblemException>(() => RequestOf(body).ReadValidAsync<LoginRequest>(Account.Token));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100L * body.Length);
        Assert.Equal(["z"], problem.Errors!.Keys);
    }

    [Fact]
    public async Task A_field_with_half_a_character_is_named_but_not_at_any_length()
    {
        var body = $"{{\"{new string('n', 900_000)}\":\"\\ud800\"}}";

        var problem = await Assert.ThrowsAsync<ProblemException>(() => RequestOf(body).ReadValidAsync<LoginRequest>(Account.Token));

        Assert.InRange(Assert.Single(problem.Errors!.Keys).Length, 1, 200);
    }

    private static HttpRequest RequestOf(string body) =>
        new DefaultHttpContext { Request = { Method = "POST", ContentType = "application/json", Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) } }.Request;
}
