import { Worker } from 'node:worker_threads'
import type { HashingAnswer, HashingJob } from './hashing-thread.ts'

export interface HashingThreadsOptions {
  /** How many hash at once. */
  count: number
  /** How long a thread without work is kept. */
  idleMs: number
}

/**
 * Threads that do nothing but hash. Node's own pool of four, which the library would use, also resolves
 * names and reads files. A thread is started when there is work for it and ended when there has been none
 * for a while: a service that nobody signs in to has none.
 */
export class HashingThreads {
  readonly #options: HashingThreadsOptions
  readonly #all = new Set<Worker>()
  /** Those without work, and the timers that end them. */
  readonly #idle = new Map<Worker, NodeJS.Timeout>()
  #busy = 0

  constructor(options: HashingThreadsOptions) {
    this.#options = options
  }

  get hasFree(): boolean {
    return this.#busy < this.#options.count
  }

  /** Does one job; to be called while a thread is free. Throws when it cannot be done. */
  async run(job: HashingJob): Promise<string | boolean> {
    this.#busy += 1
    try {
      const worker = this.#takeIdle() ?? this.#start()
      const answer = await ask(worker, job)
      this.#rest(worker)
      if ('error' in answer) throw new Error(answer.error)
      return answer.result
    } finally {
      this.#busy -= 1
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((worker) => worker.terminate()))
  }

  #start(): Worker {
    const worker = new Worker(new URL('./hashing-thread.ts', import.meta.url))
    this.#all.add(worker)
    worker.on('error', () => {}) // whoever waits for its answer hears of it
    worker.on('exit', () => {
      clearTimeout(this.#idle.get(worker))
      this.#idle.delete(worker)
      this.#all.delete(worker)
    })
    return worker
  }

  #takeIdle(): Worker | undefined {
    const [first] = this.#idle
    if (!first) return undefined
    const [worker, timer] = first
    clearTimeout(timer)
    this.#idle.delete(worker)
    worker.ref()
    return worker
  }

  /** An idle thread keeps no process from ending. */
  #rest(worker: Worker): void {
    worker.unref()
    const timer = setTimeout(() => void worker.terminate(), this.#options.idleMs).unref()
    this.#idle.set(worker, timer)
  }
}

/** One question, one answer. Rejects when the thread ends without one. */
function ask(worker: Worker, job: HashingJob): Promise<HashingAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HashingAnswer>()
  const onExit = () => reject(new Error('the hashing thread has ended'))
  worker.once('message', resolve).once('error', reject).once('exit', onExit)
  worker.postMessage(job)
  return promise.finally(() => {
    worker.off('message', resolve).off('error', reject).off('exit', onExit)
  })
}
