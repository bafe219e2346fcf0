using System.Globalization;
using System.Security.Cryptography;

namespace PromptLab.Auth;

/// <summary>Password hashes: PBKDF2 with SHA-512 at OWASP's figure, self-describing so that the figure can rise.</summary>
public static class Passwords
{
    public const int MinLength = 10;
    public const int MaxLength = 128;

    private const int Iterations = 210_000;

    /// <summary>A hash that no password fits; checked for unknown accounts, so that they take as long as known ones.</summary>
    public static string Nobodys { get; } = Hash(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return $"pbkdf2-sha512${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Derive(password, salt, Iterations))}";
    }

    public static bool Verify(string password, string hash)
    {
        var parts = hash.Split('$');
        var expected = Convert.FromBase64String(parts[3]);
        var actual = Derive(password, Convert.FromBase64String(parts[2]), int.Parse(parts[1], CultureInfo.InvariantCulture));
        return CryptographicOperations.FixedTimeEquals(actual, expected);
    }

    // Passwords are typed on many keyboards: the same characters must give the same bytes.
    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password.Normalize(), salt, iterations, HashAlgorithmName.SHA512, 64);
}
