import { MessageChannel, Worker } from 'node:worker_threads'
import type { HashingAnswer, HashingJob, HashingRequest } from './hashing-thread.ts'

export interface HashingThreadsOptions {
  /** How many jobs run at once. */
  count: number
  /** How long an idle thread is kept. */
  idleMs: number
}

/**
 * Threads that only hash passwords. Node's own pool of four, which the library would use, also resolves
 * names and reads files. A thread is started when there is work for it and ended after a while without any:
 * a service without sign-ins has none.
 */
export class HashingThreads {
  readonly #options: HashingThreadsOptions
  readonly #all = new Set<Worker>()
  /** Idle threads, and the timers that end them. */
  readonly #idle = new Map<Worker, NodeJS.Timeout>()
  #busy = 0

  constructor(options: HashingThreadsOptions) {
    this.#options = options
  }

  get hasFree(): boolean {
    return this.#busy < this.#options.count
  }

  /** Runs one job; call it only while a thread is free. Rejects if the job fails. */
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
    worker.on('error', () => {}) // the caller gets the error
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

  /** An idle thread does not keep the process alive. */
  #rest(worker: Worker): void {
    worker.unref()
    const timer = setTimeout(() => void worker.terminate(), this.#options.idleMs).unref()
    this.#idle.set(worker, timer)
  }
}

/**
 * Rejects if the thread ends without an answer. The answer comes by a channel of its own, because Node posts
 * messages by the thread's: in watch mode, the modules that the thread imports.
 */
function ask(worker: Worker, job: HashingJob): Promise<HashingAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HashingAnswer>()
  const { port1: answers, port2: answerTo } = new MessageChannel()
  const onExit = () => reject(new Error('the hashing thread has ended'))
  worker.once('error', reject).once('exit', onExit)
  answers.once('message', resolve)
  worker.postMessage({ job, answerTo } satisfies HashingRequest, [answerTo])
  return promise.finally(() => {
    answers.close()
    worker.off('error', reject).off('exit', onExit)
  })
}
