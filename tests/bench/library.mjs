// An account with a past: prompts and runs come in as an account's document, which is the quickest way the API has.

const tones = ['angry', 'friendly', 'short', 'formal']
const models = ['acme/quick', 'acme/large', 'zenith/pro']

export async function addPrompts(account, count, { signal } = {}) {
  const prompts = Array.from({ length: count }, (_, index) => promptAt(index))
  await account.call('POST', 'settings/import/', { ...document, prompts }, { signal })
  return prompts
}

/**
 * Spread evenly over the last ninety days. Pieces come in side by side, each a little below what an import may hold: after
 * each, all runs are counted.
 */
export async function addRuns(account, prompts, count, { piece = 25_000, atOnce = 4, signal } = {}) {
  const starts = Array.from({ length: Math.ceil(count / piece) }, (_, index) => index * piece)
  const next = async () => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const length = Math.min(piece, count - start)
      const runs = Array.from({ length }, (_, index) => runAt(start + index, count, prompts))
      await account.call('POST', 'settings/import/', { ...document, runs }, { signal })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, next))
}

const document = { format: 'promptlab-account', version: 1 }

function promptAt(index) {
  const now = new Date().toISOString()
  return {
    id: crypto.randomUUID(),
    name: `Prompt ${index}`,
    description: `Number ${index} of the benchmark`,
    tags: [tones[index % 4]],
    created_at: now,
    updated_at: now,
    versions: [
      {
        id: crypto.randomUUID(),
        version_number: 1,
        created_at: now,
        system_message: `You write ${tones[index % 4]} answers. ${'Keep to the facts that you were given. '.repeat(8)}`,
        user_message_template: `Summarise what the customer wrote${index % 97 === 0 ? ' about the xylophone' : ''}: {{ text }}`,
        model_config: { temperature: 0.2 },
        note: '',
      },
    ],
  }
}

function runAt(index, count, prompts) {
  const prompt = prompts[index % Math.min(prompts.length, 500)]
  const created = Date.now() - ((count - index) / count) * 90 * 24 * 3600 * 1000
  const at = (ms) => new Date(created + ms).toISOString()
  const failed = index % 23 === 0
  return {
    id: uuidAt(created),
    prompt_id: prompt.id,
    prompt_name: prompt.name,
    prompt_version: prompt.versions[0].id,
    version_number: 1,
    status: failed ? 'failed' : 'succeeded',
    model_id: models[index % models.length],
    variables: { text: `Letter ${index}` },
    model_config: {},
    rendered: { system_message: 'You write.', user_message: `Summarise: Letter ${index}` },
    response_text: failed ? '' : `The customer of letter ${index} is content.`,
    input_tokens: 40,
    output_tokens: 12,
    total_cost_usd: failed ? null : 0.0001 * (1 + (index % 7)),
    latency_ms: 400 + ((index * 37) % 3_000),
    time_to_first_token_ms: 100 + ((index * 13) % 600),
    error_code: failed ? 'openrouter-failed' : null,
    error_message: failed ? 'The provider did not answer.' : null,
    created_at: at(0),
    started_at: at(50),
    finished_at: at(500),
    updated_at: at(500),
  }
}

/** A UUIDv7 of that time: lists are sorted by it. */
function uuidAt(milliseconds) {
  const time = Math.floor(milliseconds).toString(16).padStart(12, '0')
  const rest = crypto.randomUUID().slice(15)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest}`
}
