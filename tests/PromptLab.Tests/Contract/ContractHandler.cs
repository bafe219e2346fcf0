using System.Text;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Contract;

/// <summary>Stands between every test and the app: an answer that does not keep to the contract fails the test that got it.</summary>
public sealed class ContractHandler(HttpMessageHandler app) : DelegatingHandler(app)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        // OPTIONS is a browser asking whether it may call; that is CORS, not the contract.
        if (!path.StartsWith("/api/", StringComparison.OrdinalIgnoreCase) || request.Method == HttpMethod.Options)
        {
            return response;
        }

        var mediaType = response.Content.Headers.ContentType?.MediaType;
        // What comes in pieces is the test's own to read.
        var body = mediaType is "text/event-stream" or "text/csv" or "application/jsonl" ? null : await BodyOfAsync(response, cancellationToken);
        if (ContractCheck.FindFault(request.Method.Method, path, (int)response.StatusCode, mediaType, body) is { } fault)
        {
            Assert.Fail($"{request.Method} {request.RequestUri.PathAndQuery} does not keep to functions/openapi.yaml: {fault}");
        }

        return response;
    }

    /// <summary>The body is kept, so that the test reads it too, as it came.</summary>
    private static async Task<string> BodyOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        return Encoding.UTF8.GetString(await response.DecodedBytesAsync(cancellationToken));
    }
}
