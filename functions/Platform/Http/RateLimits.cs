using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace PromptLab.Platform.Http;

/// <summary>
/// Limits that hold across instances and restarts. A slot is taken before the work is done, and only where there is one:
/// what is refused is not counted, so nobody is locked out for longer than a window after the last try that was let in.
/// </summary>
public sealed class RateLimits(RateLimitTable table, IOptions<RateLimitOptions> options, IOptions<OriginOptions> origin, TimeProvider clock)
{
    private const int Tries = 8;
    private const int MostKnown = 10_000;

    private readonly ConcurrentDictionary<(string Scope, string Who), RateLimitWindow> known = new();

    private readonly RateLimit failedSignIns = new(
        "account", options.Value.FailedSignInsPerAccount, TimeSpan.FromMinutes(15), "Too many wrong passwords for this e-mail address.");

    private readonly RateLimit signIns = new(
        "sign-in", options.Value.SignInsPerAddress, TimeSpan.FromMinutes(15), "Too many sign-ins from your network.");

    private readonly RateLimit registrations = new(
        "register", options.Value.RegistrationsPerAddress, TimeSpan.FromHours(1), "Too many new accounts from your network.");

    private readonly RateLimit runs = new(
        "run", options.Value.RunsPerUser, TimeSpan.FromMinutes(1), "You have started very many runs in the last minute.", IsOpen: true);

    /// <summary>Counts a sign-in against the address and the account. Give the account's slot back when the password was right.</summary>
    public async Task<RateLimitKey?> TakeSignInAsync(HttpRequest request, string email, CancellationToken cancellationToken)
    {
        // The address comes first: one that is refused can no longer use up the account's tries.
        await TakeForAddressAsync(signIns, request, cancellationToken);
        return await TakeAsync(failedSignIns, email, cancellationToken);
    }

    public Task TakeRegistrationAsync(HttpRequest request, CancellationToken cancellationToken) =>
        TakeForAddressAsync(registrations, request, cancellationToken);

    public Task TakeRunAsync(string userId, CancellationToken cancellationToken) => TakeAsync(runs, userId, cancellationToken);

    public async Task GiveBackAsync(RateLimitKey? slot, CancellationToken cancellationToken)
    {
        for (var attempt = 1; slot is not null && attempt <= Tries; attempt++)
        {
            if (await table.TryTakeBackAsync(slot, cancellationToken))
            {
                return;
            }

            await PauseAsync(attempt, cancellationToken);
        }
    }

    /// <summary>Whom an address stands for: an IPv6 customer has a whole /64 to themselves and would be a new person each time.</summary>
    public static string NetworkOf(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => $"{Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))}/64",
        _ => address.ToString(),
    };

    private async Task TakeForAddressAsync(RateLimit limit, HttpRequest request, CancellationToken cancellationToken)
    {
        var address = request.HttpContext.Connection.RemoteIpAddress;

        // Without a public origin the app runs on somebody's own machine, where everybody shares the one address.
        var isAtHome = address is not null && IPAddress.IsLoopback(address) && string.IsNullOrEmpty(origin.Value.PublicOrigin);
        if (!isAtHome)
        {
            await TakeAsync(limit, NetworkOf(address), cancellationToken);
        }
    }

    private async Task<RateLimitKey?> TakeAsync(RateLimit limit, string who, CancellationToken cancellationToken)
    {
        for (var attempt = 1; limit.Count > 0 && attempt <= Tries; attempt++)
        {
            var now = clock.GetUtcNow();
            var window = attempt == 1 && FindKnown(limit, who, now) is { } known ? known : await table.ReadAsync(limit, who, now, cancellationToken);
            if (window.IsFull(limit.Count, now))
            {
                throw ProblemException.RateLimited(limit.Sentence, window.WaitFor(limit.Count, now));
            }

            var key = table.KeyFor(limit, who, window.Start);
            if (await table.TryAddAsync(key, window, cancellationToken) is { } counted)
            {
                Remember(limit, who, counted);
                return key;
            }

            await PauseAsync(attempt, cancellationToken);
        }

        return limit.Count == 0 || limit.IsOpen ? null : throw ProblemException.RateLimited("Too many tries at once.", TimeSpan.FromSeconds(1));
    }

    /// <summary>The window as this instance left it. If another has counted since, writing fails; a full one is looked at again.</summary>
    private RateLimitWindow? FindKnown(RateLimit limit, string who, DateTimeOffset now) =>
        known.TryGetValue((limit.Scope, who), out var window) && window.Start == RateLimitWindow.StartAt(now, limit.Window) && !window.IsFull(limit.Count, now) ? window : null;

    private void Remember(RateLimit limit, string who, RateLimitWindow window)
    {
        if (known.Count >= MostKnown)
        {
            known.Clear();
        }

        known[(limit.Scope, who)] = window;
    }

    /// <summary>By chance, or those who met once would meet again.</summary>
    private static Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(RandomNumberGenerator.GetInt32(10 << attempt), cancellationToken);
}
