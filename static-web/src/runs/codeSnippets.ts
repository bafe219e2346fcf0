import { compact, indented, objectOf, rawMembers } from '@/shared/rawJson'

/** A call of an API that gives an answer in one piece. Its token is read from a variable, and is never a part of it. */
export interface ApiCall {
  url: string
  token: string
  headers: Record<string, string>
  json: string
}

export const promptLabCall = (
  origin: string,
  { promptId, number }: { promptId: string; number: number },
  model: string,
  variablesJson: string,
): ApiCall => ({
  url: `${origin}/api/prompts/${promptId}/run/`,
  token: 'PROMPTLAB_TOKEN',
  headers: { Prefer: 'wait=60' },
  json: objectOf([
    ['version_number', String(number)],
    ['model_id', JSON.stringify(model)],
    ['variables', variablesJson],
  ]),
})

export function openRouterCall(
  rendered: { system_message: string; user_message: string },
  model: string,
  parametersJson: string,
): ApiCall {
  const messages = [
    ...(rendered.system_message ? [{ role: 'system', content: rendered.system_message }] : []),
    { role: 'user', content: rendered.user_message },
  ]
  const parameters = [...rawMembers(parametersJson)].filter(
    ([name]) => name !== 'model' && name !== 'messages',
  )
  return {
    url: 'https://openrouter.ai/api/v1/chat/completions',
    token: 'OPENROUTER_API_KEY',
    headers: {},
    json: objectOf([
      ['model', JSON.stringify(model)],
      ['messages', JSON.stringify(messages)],
      ...parameters.map(([name, value]): [string, string] => [name, compact(value)]),
    ]),
  }
}

/** The body goes in as it stands, as a text: a number would lose what lies beyond 2^53. */
export const curl = ({ url, token, headers, json }: ApiCall) =>
  [
    `curl ${url} \\`,
    `  -H "Authorization: Bearer $${token}" \\`,
    `  -H "Content-Type: application/json" \\`,
    ...Object.entries(headers).map(([name, value]) => `  -H "${name}: ${value}" \\`),
    `  --data-binary @- <<'JSON'`,
    indented(json),
    'JSON',
  ].join('\n')

export const csharp = ({ url, token, headers, json }: ApiCall) =>
  [
    'using System.Text;',
    '',
    'using var http = new HttpClient();',
    `http.DefaultRequestHeaders.Authorization = new("Bearer", Environment.GetEnvironmentVariable("${token}"));`,
    ...Object.entries(headers).map(
      ([name, value]) => `http.DefaultRequestHeaders.Add("${name}", "${value}");`,
    ),
    '',
    'var body = """',
    indented(json),
    '""";',
    `using var response = await http.PostAsync("${url}", new StringContent(body, Encoding.UTF8, "application/json"));`,
    'response.EnsureSuccessStatusCode();',
    'Console.WriteLine(await response.Content.ReadAsStringAsync());',
  ].join('\n')

export const typescript = ({ url, token, headers, json }: ApiCall) =>
  [
    `const response = await fetch('${url}', {`,
    `  method: 'POST',`,
    '  headers: {',
    `    Authorization: \`Bearer \${process.env.${token}}\`,`,
    `    'Content-Type': 'application/json',`,
    ...Object.entries(headers).map(([name, value]) => `    ${name}: '${value}',`),
    '  },',
    `  body: \`${indented(json).replace(/[\\`]|\$\{/g, '\\$&')}\`,`,
    '})',
    'if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)',
    'console.log(await response.json())',
  ].join('\n')
