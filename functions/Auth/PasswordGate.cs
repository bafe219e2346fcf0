using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;

namespace PromptLab.Auth;

/// <summary>
/// The one way to try a password: the limits come first, an unknown address costs the same work as a known one, and only a
/// wrong password counts against the account.
/// </summary>
public sealed class PasswordGate(UserStore users, Passwords passwords, RateLimits limits)
{
    /// <summary>The account that e-mail and password belong to, or null.</summary>
    public async Task<User?> TryAsync(string email, string password, HttpRequest request, CancellationToken cancellationToken)
    {
        // Counted before the password is looked at: a thousand guesses sent at once get no further than ten sent in turn.
        var attempt = await limits.TakeSignInAsync(request, UserStore.Normalize(email), cancellationToken);
        var user = await users.FindByEmailAsync(email, cancellationToken);

        if (!passwords.Verify(password, user))
        {
            return null;
        }

        // The password was right, even if the person has not waited for the answer.
        await limits.GiveBackAsync(attempt, CancellationToken.None);
        return user;
    }
}
