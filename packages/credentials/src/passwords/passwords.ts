import { availableParallelism } from 'node:os'
import { Problem, unavailable } from '@mt/shared/http/problem'
import { FairQueue, type Owner } from './fair-queue.ts'
import type { HashingJob } from './hashing-thread.ts'
import { HashingThreads } from './hashing-threads.ts'

/** The client for whom a password is hashed or checked. */
export interface PasswordCaller extends Owner {
  /** Aborted when the client leaves: a job that has not begun by then is dropped. */
  signal?: AbortSignal | undefined
}

/**
 * Hashes and checks passwords. Each takes tens of milliseconds of a processor, and anybody may cause it, so
 * it happens on separate threads, a few at a time, and waiting callers are served in rotation, by tenant
 * and then by client. Both methods throw a 503 if the queue is full or the wait too long, and a 499 if the
 * client leaves. Callers should hold no connection meanwhile.
 */
export interface Passwords {
  hash(password: string, caller: PasswordCaller): Promise<string>
  /**
   * Whether the password belongs to the hash. Without a hash it does the same work and returns false, so
   * that timing does not reveal whether a user exists.
   */
  verify(
    { password, passwordHash }: { password: string; passwordHash: string | undefined },
    caller: PasswordCaller,
  ): Promise<boolean>
  /** Ends the threads with the jobs that they run. */
  close(): Promise<void>
}

export interface PasswordsOptions {
  /** How many passwords are hashed at once. */
  threads?: number
  /** How many callers may wait. */
  capacity?: number
  /** How long a caller may wait. */
  maxWaitMs?: number
}

/** A caller in the queue, to be served or refused. */
interface Waiting {
  begin(): void
  refuse(problem: Problem): void
}

/** At most half of the processors, so that the rest is left for other requests. */
const defaultThreads = Math.min(4, Math.max(1, Math.floor(availableParallelism() / 2)))
const defaultCapacity = 100
const defaultMaxWaitMs = 10_000
const idleMs = 30_000

export function createPasswords({
  threads: count = defaultThreads,
  capacity = defaultCapacity,
  maxWaitMs = defaultMaxWaitMs,
}: PasswordsOptions = {}): Passwords {
  const threads = new HashingThreads({ count, idleMs })
  const queue = new FairQueue<Waiting>(capacity)

  function enqueue(job: HashingJob, caller: PasswordCaller): Promise<string | boolean> {
    const { signal } = caller
    if (signal?.aborted) return Promise.reject(clientGone())
    const { promise, resolve, reject } = Promise.withResolvers<string | boolean>()
    const waiting: Waiting = {
      begin() {
        leaveQueue()
        threads.run(job).then(resolve, reject).finally(serveNext)
      },
      refuse(problem) {
        leaveQueue()
        reject(problem)
      },
    }
    const timer = setTimeout(() => waiting.refuse(tooBusy()), maxWaitMs)
    const onAbort = () => waiting.refuse(clientGone())
    function leaveQueue() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      queue.remove(caller, waiting)
    }
    signal?.addEventListener('abort', onAbort)
    queue.add(caller, waiting)?.refuse(tooBusy())
    serveNext()
    return promise
  }

  function serveNext(): void {
    while (threads.hasFree && queue.size > 0) queue.next()?.begin()
  }

  return {
    hash: async (password, caller) => String(await enqueue({ kind: 'hash', password }, caller)),
    verify: async (input, caller) => (await enqueue({ kind: 'verify', ...input }, caller)) === true,
    close: () => threads.close(),
  }
}

function tooBusy(): Problem {
  return unavailable('too many passwords are being checked; try again')
}

/** The status that logs use for a client that did not wait for its answer. */
function clientGone(): Problem {
  return new Problem(499, 'client_gone', 'The client has gone')
}
