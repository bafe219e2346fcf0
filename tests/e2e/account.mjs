import { password } from './people.mjs'

/** Somebody who uses the API without a page, at whichever host of the app. */
export class Account {
  #access

  constructor(url, email) {
    this.url = url
    this.email = email
  }

  static async register(url) {
    const account = new Account(url, `${crypto.randomUUID()}@promptlab.example`)
    await account.#signIn('register', { full_name: 'Ada' })
    return account
  }

  /** The answer's JSON; anything but success is thrown, with its status. */
  async call(method, path, body, options) {
    const text = await this.callForText(method, path, body, options)
    return text && JSON.parse(text)
  }

  async callForText(method, path, body, { at = this.url, headers = {}, signal } = {}) {
    const response = await this.#send(method, path, body, at, headers, signal)
    const text = await response.text()
    if (!response.ok) {
      throw Object.assign(new Error(`${method} ${path}: ${response.status} ${text}`), {
        status: response.status,
      })
    }
    return text
  }

  get(path, options) {
    return this.call('GET', path, undefined, options)
  }

  /** A prompt that says what its variable says. */
  createPrompt() {
    const texts = {
      system_message: '',
      user_message_template: '{{ text }}',
      model_config: {},
    }
    return this.call('POST', 'prompts/', {
      name: 'Prompt',
      description: '',
      tags: [],
      note: '',
      ...texts,
    })
  }

  async spentToday(options) {
    return (await this.get('settings/', options)).limits.spent_today_usd
  }

  /** What is heard of a run from this host, as {type, id, data}; goes on after the event that is named. */
  async *listen(runId, { at = this.url, after, signal } = {}) {
    const headers = after ? { 'Last-Event-ID': after } : {}
    const response = await this.#send('GET', `runs/${runId}/events/`, undefined, at, headers, signal)
    if (!response.ok) {
      throw new Error(`Listening: ${response.status} ${await response.text()}`)
    }
    let unread = ''
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const events = (unread + piece).split('\n\n')
      unread = events.pop()
      yield* events.map(eventOf).filter((event) => event.type)
    }
  }

  async #send(method, path, body, at, headers, signal) {
    const ask = () =>
      fetch(`${at}/api/${path}`, {
        method,
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${this.#access}`,
          ...headers,
        },
        body: body && JSON.stringify(body),
        signal,
      })
    const response = await ask()
    if (response.status !== 401) {
      return response
    }
    await response.body?.cancel()
    await this.#signIn('login', {}, at)
    return ask()
  }

  /** For whoever speaks HTTP by hand. */
  get access() {
    return this.#access
  }

  /** One that has its ten minutes before it. */
  async freshAccess() {
    await this.#signIn('login', {})
    return this.#access
  }

  async #signIn(how, more, at = this.url) {
    const response = await fetch(`${at}/api/auth/${how}/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: this.email, password, ...more }),
    })
    if (!response.ok) {
      throw new Error(`${how}: ${response.status} ${await response.text()}`)
    }
    this.#access = (await response.json()).access
  }
}

export const isOver = ({ status }) => !['queued', 'running'].includes(status)

/** A listener's copy of a run's text: each piece goes where it says it belongs. */
export class HeardText {
  text = ''
  lastEventId
  done

  take({ type, id, data }) {
    this.lastEventId = id ?? this.lastEventId
    if (type === 'delta' && data.text !== undefined) {
      this.text = this.text.slice(0, data.offset).padEnd(data.offset, '\0') + data.text
    }
    if (type === 'done') {
      this.done = data.run
    }
  }
}

function eventOf(text) {
  const fields = text
    .split('\n')
    .filter((line) => line && !line.startsWith(':'))
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()])
  const { event, id, data } = Object.fromEntries(fields)
  return { type: event, id, data: data && JSON.parse(data) }
}
