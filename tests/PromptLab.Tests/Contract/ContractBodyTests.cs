using System.Text.Json.Serialization.Metadata;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;

namespace PromptLab.Tests.Contract;

public class ContractBodyTests
{
    public static TheoryData<string> Bodies() => [.. ApiContract.Current.Operations.Where(operation => operation.RequestSchema is not null).Select(operation => operation.Id)];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_request_body_has_just_the_fields_that_the_contract_names(string operationId)
    {
        var reference = ApiContract.Current.Operation(operationId).RequestSchemaName;
        var body = Assert.Single(typeof(RequestJson).Assembly.GetTypes(), type => type.Name == reference);

        var taken = new DefaultJsonTypeInfoResolver().GetTypeInfo(body, ApiJson.Options).Properties.Where(property => property.Set is not null).Select(property => property.Name);
        var named = ApiContract.Current.Components("schemas")[reference]!["properties"]!.AsObject().Select(property => property.Key);

        Assert.Equal(named.Order(), taken.Order());
    }
}
