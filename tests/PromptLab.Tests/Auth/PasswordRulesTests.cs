using System.Net;
using System.Net.Http.Json;
using PromptLab.Auth;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

public class PasswordRulesTests(SharedApp shared)
{
    [Theory]
    [InlineData("password123", "guessed first")]
    [InlineData("Password2026!", "guessed first")]
    [InlineData("P@ssw0rd1234", "guessed first")]
    [InlineData("12345welcome", "guessed first")]
    [InlineData("iloveyou forever", "guessed first")]
    [InlineData("Administrator", "guessed first")]
    [InlineData("correct horse battery staple", "guessed first")]
    [InlineData("ｐａｓｓｗｏｒｄ１２３", "guessed first")]
    [InlineData("aaaaaaaaaaaa", "over and over")]
    [InlineData("abcabcabcabc", "over and over")]
    [InlineData("hunter2hunter2", "over and over")]
    [InlineData("1234567890", "in a row")]
    [InlineData("98765432100", "in a row")]
    [InlineData("qwertyuiop12345", "in a row")]
    [InlineData("1qaz2wsx3edc", "in a row")]
    [InlineData("abcdefghijk!", "in a row")]
    [InlineData("lovelace-rules-42", "your name")]
    [InlineData("the countess 1815", "your name")]
    public void A_password_that_is_guessed_first_is_refused_with_the_reason(string password, string reason) =>
        Assert.Contains(reason, PasswordRules.FindProblem(password, "countess@promptlab.example", "Ada Lovelace"), StringComparison.Ordinal);

    [Theory]
    [InlineData(Account.Password)]
    [InlineData("sunshine over the old harbour")]
    [InlineData("Tr0ub4dor&3x")]
    [InlineData("ada likes numbers")]
    [InlineData("q8!Lm2#vTz9p")]
    [InlineData("パスワードではない合言葉")]
    [InlineData("7291640358")]
    public void A_password_of_ones_own_is_welcome(string password) =>
        Assert.Null(PasswordRules.FindProblem(password, "countess@promptlab.example", "Ada Lovelace"));

    [Fact]
    public async Task Nobody_registers_with_a_common_password()
    {
        var body = new { email = $"{Guid.NewGuid():N}@promptlab.example", password = "Password123!", full_name = "Ada" };

        var response = await shared.App.Client().PostAsJsonAsync("/api/auth/register/", body, Account.Token);

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(["password"], problem.Fields());
    }
}
