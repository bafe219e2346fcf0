import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Kills a host every few seconds and starts it again, now and then both at once, and lets storage stand still for a moment.
 * What went wrong and how often is in the counts.
 */
export class Outages {
  counts = { kills: 0, freezes: 0 }
  #isOver = false

  constructor({ hosts, azurite, random, everyMs }) {
    Object.assign(this, { hosts, azurite, random, everyMs })
  }

  begin() {
    this.ended = Promise.all([this.#killHosts(), this.#freezeStorage()])
  }

  end() {
    this.#isOver = true
    return this.ended
  }

  async #killHosts() {
    for (let turn = 0; await this.#pause(this.everyMs * (0.5 + this.random())); turn++) {
      const victims = this.random() < 0.15 ? this.hosts : [this.hosts[turn % this.hosts.length]]
      this.counts.kills += victims.length
      await Promise.all(victims.map((host) => host.kill()))
      await sleep(this.random() * 2_000)
      await Promise.all(victims.map(revive))
    }
  }

  async #freezeStorage() {
    while (await this.#pause(15_000 * (0.5 + this.random()))) {
      this.counts.freezes++
      this.azurite.signal('SIGSTOP')
      await sleep(500 + this.random() * 3_000)
      this.azurite.signal('SIGCONT')
    }
  }

  /** False once it is over, which is told within a moment. */
  async #pause(milliseconds) {
    for (const end = Date.now() + milliseconds; Date.now() < end && !this.#isOver;) {
      await sleep(100)
    }
    return !this.#isOver
  }
}

async function revive(host) {
  for (;;) {
    try {
      return await host.start()
    } catch (error) {
      console.error(`A host did not come up and is started once more: ${error.message.split('\n')[0]}`)
      await host.kill()
    }
  }
}
