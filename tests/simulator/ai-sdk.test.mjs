import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOpenRouter } from '@openrouter/ai-sdk-provider'
import { APICallError, generateObject, generateText, jsonSchema, streamText, tool } from 'ai'
import { collect, key, rating, useSimulator, weather } from './simulator.mjs'

const simulator = useSimulator()

const model = (id, settings) =>
  createOpenRouter({ apiKey: key('ab12'), baseURL: simulator.baseUrl, compatibility: 'strict' }).chat(
    id,
    settings,
  )

const prompt = 'Tell me about tides'

const tools = {
  [weather.name]: tool({ description: 'The weather', inputSchema: jsonSchema(weather.schema) }),
}

test('The AI SDK reads an answer, its usage and its cost', async () => {
  const { text, finishReason, usage, providerMetadata } = await generateText({
    model: model('openai/gpt-4.1-mini'),
    prompt,
  })

  assert.ok(text.length > 100)
  assert.equal(finishReason, 'stop')
  const { provider, usage: bill } = providerMetadata.openrouter
  assert.equal(provider, 'OpenAI')
  assert.equal(bill.totalTokens, usage.inputTokens + usage.outputTokens)
  assert.ok(Math.abs(bill.cost - (usage.inputTokens * 0.4 + usage.outputTokens * 1.6) / 1e6) < 1e-15)
})

test('The AI SDK streams an answer on whatever wire', async () => {
  for (const id of [
    'openai/gpt-4.1-mini',
    'simulator/crlf',
    'simulator/split-utf8',
    'simulator/usage-empty',
  ]) {
    const result = streamText({ model: model(id), prompt })

    assert.ok((await result.text).length > 100)
    assert.equal(await result.finishReason, 'stop')
    assert.ok((await result.usage).outputTokens > 0)
    assert.ok((await result.providerMetadata).openrouter.usage.cost > 0)
  }
})

test('The AI SDK sees reasoning, and keeps its late signature', async () => {
  const result = streamText({ model: model('simulator/reasoning-signed'), prompt })

  assert.ok((await result.reasoningText).length > 20)
  const details = (await result.providerMetadata).openrouter.reasoning_details
  assert.deepEqual(
    details.map(({ type, signature }) => [type, typeof signature]),
    [['reasoning.text', 'string']],
  )
  assert.ok((await result.usage).outputTokenDetails.reasoningTokens > 0)
})

test('The AI SDK calls a tool once, in fragments, whole or with white space after it', async () => {
  for (const id of ['tools-fragments', 'tools-whole', 'tools-trailing-space', 'tools-null-finish']) {
    const result = streamText({ model: model(`simulator/${id}`), prompt, tools })
    const calls = await result.toolCalls

    assert.equal(calls.length, 1, id)
    assert.equal(typeof calls[0].input.city, 'string', id)
    assert.equal(await result.finishReason, 'tool-calls', id)
  }

  const { toolCalls } = await generateText({ model: model('simulator/tools-parallel'), prompt, tools })
  assert.equal(toolCalls.length, 2)
})

test('The AI SDK gets an object that fits its schema', async () => {
  const { object } = await generateObject({
    model: model('simulator/steady'),
    prompt,
    schema: jsonSchema(rating),
  })

  assert.ok(['calm', 'rough'].includes(object.mood))
  assert.ok(Number.isInteger(object.stars))
})

test('The AI SDK meets a refusal with its status and knows what to retry', async () => {
  for (const [id, status, isRetryable] of [
    ['error-401', 401, false],
    ['error-402', 402, false],
    ['error-429', 429, true],
    ['error-503', 503, true],
  ]) {
    const error = await failure(generateText({ model: model(`simulator/${id}`), prompt, maxRetries: 0 }))

    assert.ok(APICallError.isInstance(error), `${id}: ${error}`)
    assert.deepEqual([error.statusCode, error.isRetryable], [status, isRetryable], id)
  }
})

test('The AI SDK finds the error in an answer whose status is 200', async () => {
  const error = await failure(generateText({ model: model('simulator/error-in-200'), prompt, maxRetries: 0 }))

  assert.match(
    `${error.message} ${error.responseBody ?? ''} ${JSON.stringify(error.data ?? '')}`,
    /Provider returned error|Bad Gateway/,
  )
})

test('The AI SDK tells an error in mid-stream after the text before it', async () => {
  const result = streamText({ model: model('simulator/error-midstream'), prompt, onError() {} })
  const parts = await collect(result.fullStream)

  assert.ok(parts.some(({ type }) => type === 'text-delta'))
  assert.ok(
    parts.some(
      ({ type, error }) =>
        type === 'error' && /Provider disconnected/.test(JSON.stringify(error?.message ?? error)),
    ),
  )
})

test('The AI SDK that hangs up leaves a cancelled generation', async () => {
  const leaving = new AbortController()
  const result = streamText({ model: model('simulator/slow-stops'), prompt, abortSignal: leaving.signal })
  let deltas = 0
  for await (const { type } of result.fullStream) {
    deltas += type === 'text-delta' ? 1 : 0
    if (deltas === 3) {
      leaving.abort()
    }
  }

  const calls = (await simulator.get('/simulator/calls')).body
  const { generation_id: id } = calls.findLast((call) => call.requested_model === 'simulator/slow-stops')
  const record = await simulator.generation(id)
  assert.equal(record.cancelled, true)
  assert.ok(record.native_tokens_completion < 20)
})

async function failure(promise) {
  try {
    await promise
  } catch (error) {
    return error
  }
  assert.fail('It should have failed')
}
