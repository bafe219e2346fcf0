import { setTimeout as sleep } from 'node:timers/promises'

/** Azurite writes its tables and queues to its files each five seconds: longer than that after the last write, a kill loses nothing. */
const flushMs = 8_000

/** Lets one thing after the other go wrong, and writes down what, when and for how long. */
export class Outages {
  log = []
  #isOver = false

  /** @param losesWrites kills storage in the middle of its writes, which loses what it has answered: the audit has to find it. */
  constructor({ app, hosts, storages, upstream, random, schedule, losesWrites }) {
    Object.assign(this, { app, hosts, storages, upstream, random, schedule, losesWrites })
  }

  begin() {
    const started = Date.now()
    this.ended = this.#goOn(started)
  }

  end() {
    this.#isOver = true
    return this.ended
  }

  async #goOn(started) {
    for (const outage of this.schedule) {
      await this.#pause(outage.pauseMs)
      if (this.#isOver) {
        return
      }
      const entry = { kind: outage.kind, at_s: secondsSince(started) }
      this.log.push(entry)
      const began = Date.now()
      await this.#kinds[outage.kind](outage)
      entry.lasted_s = secondsSince(began)
      console.log(`${String(entry.at_s).padStart(6)} s  ${entry.kind}, ${entry.lasted_s} s`)
    }
  }

  #kinds = {
    'host killed': async ({ ms, host }) => {
      await this.hosts[host].kill()
      await sleep(ms)
      await revive(this.hosts[host])
    },
    'both hosts killed': async ({ ms }) => {
      await this.#killHosts()
      await sleep(ms)
      await this.#reviveHosts()
    },
    'storage killed': async ({ ms }) => {
      await this.#killStorage()
      await sleep(ms)
      await this.#reviveStorage()
    },
    'storage restarted': async ({ ms }) => {
      await this.app.azurite.stop(30)
      await sleep(ms)
      await this.#reviveStorage()
    },
    'storage frozen': async ({ ms }) => {
      this.app.azurite.freeze()
      await sleep(ms)
      this.app.azurite.thaw()
    },
    'storage slow': ({ ms }) =>
      this.#disturb(this.storages, ms, () => ({ delayMs: 50 + 1_500 * this.random() ** 2 })),
    'storage failing': ({ ms }) =>
      this.#disturb(this.storages, ms, () => {
        const luck = this.random()
        return { refuses: luck < 0.3, losesReply: luck > 0.9 }
      }),
    'OpenRouter slow': ({ ms }) =>
      this.#disturb([this.upstream], ms, () => ({ delayMs: 200 + this.random() * 4_000 })),
    'OpenRouter failing': ({ ms }) =>
      this.#disturb([this.upstream], ms, () => {
        const luck = this.random()
        return luck < 0.3 ? { refuses: true } : luck > 0.7 ? { cutAfterMs: this.random() * 1_500 } : {}
      }),
    'everything stopped': async ({ ms }) => {
      await this.#killHosts()
      this.upstream.cut()
      this.app.simulator.freeze()
      await this.#killStorage()
      await sleep(ms)
      await this.#reviveStorage()
      this.app.simulator.thaw()
      this.upstream.mend()
      await this.#reviveHosts()
    },
  }

  #killHosts() {
    return Promise.all(this.hosts.map((host) => host.kill()))
  }

  #reviveHosts() {
    return Promise.all(this.hosts.map(revive))
  }

  async #killStorage() {
    if (!this.losesWrites) {
      this.storages.forEach((storage) => storage.cut())
      await sleep(flushMs)
    }
    await this.app.azurite.kill()
  }

  async #reviveStorage() {
    await revive(this.app.azurite)
    this.storages.forEach((storage) => storage.mend())
  }

  async #disturb(ways, ms, trouble) {
    ways.forEach((way) => way.disturb(trouble))
    await sleep(ms)
    ways.forEach((way) => way.disturb())
  }

  /** Is over early once all is over. */
  async #pause(milliseconds) {
    for (const end = Date.now() + milliseconds; Date.now() < end && !this.#isOver;) {
      await sleep(100)
    }
  }
}

const secondsSince = (time) => Math.round((Date.now() - time) / 100) / 10

async function revive(program) {
  for (;;) {
    try {
      return await program.start()
    } catch (error) {
      console.error(`It did not come up and is started once more: ${error.message.split('\n')[0]}`)
      await program.kill()
    }
  }
}
