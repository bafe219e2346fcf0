using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OpenRouterSimulator.Chat;

namespace OpenRouterSimulator.Answers;

/// <summary>What an answer depends on, as a number to seed chance with.</summary>
public static class Fingerprint
{
    public static int Of(ChatRequest request, string model = "") =>
        BinaryPrimitives.ReadInt32LittleEndian(Hash($"{model}\n{request.Seed}\n{Joined(request)}"));

    /// <summary>The prompt alone.</summary>
    public static string Text(ChatRequest request) => Convert.ToHexString(Hash(Joined(request)));

    private static string Joined(ChatRequest request) => string.Join('\n', request.Messages.Select(message => $"{message.Role}: {message.Text}"));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
