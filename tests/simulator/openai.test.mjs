import assert from 'node:assert/strict'
import { test } from 'node:test'
import OpenAI from 'openai'
import { collect, key, rating, useSimulator, weather } from './simulator.mjs'

const simulator = useSimulator()

const client = (apiKey = key('ab12')) =>
  new OpenAI({ apiKey, baseURL: simulator.baseUrl, maxRetries: 0, defaultHeaders: { 'X-Title': 'A test' } })

const ask = (model, more = {}) =>
  client().chat.completions.create({
    model,
    messages: [{ role: 'user', content: 'Tell me about tides' }],
    ...more,
  })

test('openai reads a completion past the padding, with usage and cost', async () => {
  const { data, response } = await ask('openai/gpt-4.1-mini').withResponse()

  assert.match(data.id, /^gen-\d{10}-\w{20}$/)
  assert.equal(response.headers.get('x-generation-id'), data.id)
  assert.equal(data.choices[0].finish_reason, 'stop')
  assert.ok(data.choices[0].message.content.length > 100)
  const { prompt_tokens: prompt, completion_tokens: completion, cost } = data.usage
  assert.ok(Math.abs(cost - (prompt * 0.4 + completion * 1.6) / 1e6) < 1e-15)
})

test('openai streams text, one finish reason and usage, comments or not', async () => {
  for (const model of [
    'openai/gpt-4.1-mini',
    'simulator/crlf',
    'simulator/split-utf8',
    'simulator/comments',
  ]) {
    const chunks = await collect(await ask(model, { stream: true }))

    assert.ok(text(chunks).length > 100)
    assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop')
    assert.equal(chunks.filter((chunk) => chunk.usage).length, 1)
    assert.ok(chunks.at(-1).usage.cost > 0)
  }
})

test('openai takes usage in each of its three shapes', async () => {
  const shapes = {
    'simulator/usage-repeat': ['stop'],
    'simulator/usage-empty': [],
    'simulator/usage-null-finish': [null],
  }
  for (const [model, finish] of Object.entries(shapes)) {
    const last = (await collect(await ask(model, { stream: true }))).at(-1)

    assert.ok(last.usage.total_tokens > 0)
    assert.deepEqual(
      last.choices.map((choice) => choice.finish_reason),
      finish,
    )
  }
})

test('openai puts the fragments of a tool call together', async () => {
  const tools = [{ type: 'function', function: { name: weather.name, parameters: weather.schema } }]
  const whole = await ask('simulator/tools-whole', { tools })
  const runner = client().chat.completions.stream({
    model: 'simulator/tools-fragments',
    messages: [{ role: 'user', content: 'Weather in Ankara' }],
    tools,
  })
  const streamed = await runner.finalChatCompletion()

  for (const { choices } of [whole, streamed]) {
    const [call] = choices[0].message.tool_calls
    assert.equal(call.function.name, 'weather')
    assert.equal(typeof JSON.parse(call.function.arguments).city, 'string')
    assert.equal(choices[0].finish_reason, 'tool_calls')
  }
})

test('openai gets JSON that fits its schema', async () => {
  const answer = await client().chat.completions.parse({
    model: 'simulator/steady',
    messages: [{ role: 'user', content: 'Rate the tides' }],
    response_format: { type: 'json_schema', json_schema: { name: 'rating', strict: true, schema: rating } },
  })

  const { mood, stars } = JSON.parse(answer.choices[0].message.content)
  assert.ok(['calm', 'rough'].includes(mood))
  assert.ok(Number.isInteger(stars))
})

test('openai meets each refusal as the error of its status', async () => {
  const kinds = {
    'simulator/error-400': [OpenAI.BadRequestError, 400],
    'simulator/error-401': [OpenAI.AuthenticationError, 401],
    'simulator/error-402-in-flight': [OpenAI.APIError, 402],
    'simulator/error-403': [OpenAI.PermissionDeniedError, 403],
    'simulator/error-404': [OpenAI.NotFoundError, 404],
    'simulator/error-429-free-day': [OpenAI.RateLimitError, 429],
    'simulator/error-502': [OpenAI.InternalServerError, 502],
  }
  for (const [model, [kind, status]] of Object.entries(kinds)) {
    const error = await rejection(ask(model))

    assert.ok(error instanceof kind, `${model}: ${error}`)
    assert.equal(error.status, status)
    assert.equal(error.error.code, status)
  }
})

test('openai sees whose fault it was in the metadata and the headers', async () => {
  const busy = await rejection(ask('simulator/error-429-free-minute'))
  const inFlight = await rejection(ask('simulator/error-402-in-flight'))
  const stranger = await rejection(
    client('nobody').chat.completions.create({ model: 'simulator/quick', messages: [] }),
  )

  assert.equal(busy.error.metadata.limit_source, 'openrouter_free_tier_per_minute')
  assert.equal(busy.headers.get('x-ratelimit-reset'), busy.error.metadata.headers['X-RateLimit-Reset'])
  assert.equal(busy.headers.get('retry-after'), null)
  assert.equal(inFlight.headers.get('retry-after'), '1')
  assert.match(stranger.message, /Missing Authentication header/)
})

test('openai retries what passes by itself', async () => {
  const patient = client().withOptions({ maxRetries: 1 })

  const answer = await patient.chat.completions.create({
    model: 'simulator/flaky',
    messages: [{ role: 'user', content: 'Only once' }],
  })

  assert.equal(answer.choices[0].finish_reason, 'stop')
})

test('openai throws at an error in mid-stream, after the text before it', async () => {
  for (const model of ['simulator/error-midstream', 'simulator/error-midstream-string-code']) {
    const chunks = []
    const error = await rejection(
      (async () => {
        for await (const chunk of await ask(model, { stream: true })) {
          chunks.push(chunk)
        }
      })(),
    )

    assert.ok(text(chunks).length > 0)
    assert.match(error.message, /Provider disconnected/)
  }
})

test('openai that hangs up leaves a cancelled generation, billed by what the provider can do', async () => {
  for (const [model, stops] of [
    ['simulator/slow-stops', true],
    ['simulator/slow-bills', false],
  ]) {
    const stream = await ask(model, { stream: true })
    const read = []
    for await (const chunk of stream) {
      read.push(chunk)
      if (read.length === 5) {
        break
      }
    }

    const record = await simulator.generation(read[0].id)
    assert.equal(record.cancelled, true)
    assert.equal(record.native_tokens_completion < 20, stops)
    const calls = (await simulator.get('/simulator/calls')).body
    const call = calls.find(({ generation_id: id }) => id === read[0].id)
    assert.deepEqual([call.cancelled, call.cost, call.title], [true, record.total_cost, 'A test'])
  }
})

function text(chunks) {
  return chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')
}

async function rejection(promise) {
  try {
    await promise
  } catch (error) {
    return error
  }
  assert.fail('It should have failed')
}
