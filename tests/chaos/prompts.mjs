import { setTimeout as sleep } from 'node:timers/promises'

const saves = 6
const betweenMs = 2_500

/**
 * A prompt that two people save at once, again and again. Each try has a text of its own: an answer tells the number under which
 * it has to be there in the end, and a try without an answer may be there once, or not at all.
 */
export class PlannedPrompt {
  mark = crypto.randomUUID()
  accepted = []
  tried = new Set()

  constructor({ crowd, at, person }) {
    Object.assign(this, { crowd, at, account: person.account })
  }

  async go() {
    let name
    const created = await this.#save('prompts/', (text) => {
      name = `Prompt ${text}`
      return { name, description: '', tags: [], ...contentOf(text) }
    })
    this.name = name
    this.id = created.id
    await Promise.all([this.#saveOften(), this.#saveOften()])
  }

  async #saveOften() {
    for (let index = 0; index < saves; index++) {
      await sleep(betweenMs * (0.5 + this.crowd.random()))
      await this.#save(`prompts/${this.id}/versions/`, contentOf)
    }
  }

  async #save(path, bodyOf) {
    let text
    const answer = await this.crowd.persist((options) => {
      text = `${this.mark} ${this.tried.size}`
      this.tried.add(text)
      return this.account.call('POST', path, bodyOf(text), options)
    })
    const version = answer.latest_version ?? answer
    this.accepted.push({ number: version.version_number, text })
    return answer
  }

  async read() {
    this.stored = this.id && (await this.crowd.find(this.account, `prompts/${this.id}/`))
    if (this.stored) {
      const versions = await this.crowd.list(this.account, `prompts/${this.id}/versions/`)
      this.versions = versions.map((version) => ({
        number: version.version_number,
        text: version.user_message_template,
      }))
    }
  }
}

const contentOf = (text) => ({
  system_message: '',
  user_message_template: text,
  model_config: {},
  note: '',
})
