import { after, before } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Account, HeardText, isOver } from '../e2e/account.mjs'
import { openApp } from '../e2e/app.mjs'
import { openStorageProxy } from '../network/proxy.mjs'
import { newMark, openUpstream } from '../network/upstream.mjs'

/**
 * One storage, one simulator, and a host that lives through every test: stage.survivor, with stage.storage on its way to
 * storage. The simulator says a token every 20 ms.
 */
export function useStage() {
  const stage = new Stage()
  before(() => stage.open())
  after(() => stage.close())
  return stage
}

class Stage {
  #toClose = []

  async open() {
    const pace = { Simulator__FirstTokenMs: '200', Simulator__TokenMs: '20' }
    this.app = await openApp(pace, { hosts: 0 })
    this.#toClose.push(() => this.app.stop())
    this.upstream = await openUpstream(this.app.simulatorUrl)
    this.#toClose.push(() => this.upstream.close())
    const { host, storage } = await this.startHost()
    Object.assign(this, { survivor: host, storage })
  }

  async close() {
    for (const close of this.#toClose) {
      await close()
    }
  }

  async startHost() {
    const storage = await openStorageProxy(this.app.azurePorts)
    this.#toClose.push(() => storage.close())
    const host = await this.app.startHost({ storage: storage.ports, env: this.upstream.env })
    return { host, storage }
  }

  /** A run of so many words that its model repeats; it is one's own account's only run. */
  async prepare(words) {
    const account = await Account.register(this.survivor.url)
    const { id } = await account.createPrompt()
    return new StagedRun(this, account, id, words)
  }

  /** A run that this host has claimed, as its listener's; another host would have to wait until the claim runs out. */
  async claimedAt(host, storage, words) {
    const run = await this.prepare(words)
    // No message is sent before the claim, or the queue might be faster. Afterwards this host does not hear of any.
    const message = storage.queues.hold(({ method }) => method === 'POST')
    const creating = run.create({ at: host.url })
    await message.arrived
    run.id = (await run.account.get('runs/')).results[0].id
    run.listen(host)
    await run.until(({ status }) => status === 'running')
    message.release()
    await creating
    storage.queues.cut()
    return run
  }
}

class StagedRun {
  heard = new HeardText()
  mark = newMark()

  constructor(stage, account, promptId, words) {
    this.stage = stage
    this.account = account
    this.promptId = promptId
    this.text = [this.mark, ...Array.from({ length: words }, (_, index) => `word${index}`)].join(' ')
  }

  async create(options) {
    const body = { model_id: 'simulator/echo', variables: { text: this.text } }
    const created = await this.account.call('POST', `prompts/${this.promptId}/run/`, body, options)
    this.id = created.id
  }

  /** Hears it at this host, from where the last listener stopped; this.listening is over when the host falls silent. */
  listen(host = this.stage.survivor) {
    const hear = async () => {
      for await (const event of this.account.listen(this.id, {
        at: host.url,
        after: this.heard.lastEventId,
      })) {
        this.heard.take(event)
      }
    }
    this.listening = hear().catch((error) => (this.heard.error = error))
  }

  now() {
    return this.account.get(`runs/${this.id}/`)
  }

  async until(condition) {
    for (;;) {
      const run = await this.now()
      if (condition(run)) {
        return run
      }
      await sleep(100)
    }
  }

  untilOver() {
    return this.until(isOver)
  }

  untilTextIsKept() {
    return this.until((run) => run.response_text.length > 0)
  }

  async calls() {
    return (await this.stage.upstream.calls()).filter(({ mark }) => mark === this.mark)
  }
}
