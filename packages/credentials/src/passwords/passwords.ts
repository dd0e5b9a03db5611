import { availableParallelism } from 'node:os'
import { Problem, unavailable } from '@mt/shared/http/problem'
import { FairLine, type Owner } from './fair-line.ts'
import type { HashingJob } from './hashing-thread.ts'
import { HashingThreads } from './hashing-threads.ts'

/** Who wants a password hashed or checked. */
export interface PasswordCaller extends Owner {
  /** Aborted when the client has gone: what has not begun by then is not done. */
  signal?: AbortSignal | undefined
}

/**
 * Hashes passwords and checks them. Each takes tens of milliseconds of a processor, and anybody may ask for
 * it: so it is done on threads of its own, a few at a time, and those who wait are served in turn, by
 * tenant and then by client. Both throw a 503 when the line is full or the wait too long, and a 499 when
 * the client has gone. No connection should be held meanwhile.
 */
export interface Passwords {
  hash(password: string, caller: PasswordCaller): Promise<string>
  /**
   * Whether the password belongs to the hash. Without a hash the same work is done and the answer is
   * false, so that time does not tell whether a user exists.
   */
  verify(
    { password, passwordHash }: { password: string; passwordHash: string | undefined },
    caller: PasswordCaller,
  ): Promise<boolean>
  /** Ends the threads, and what they are at. */
  close(): Promise<void>
}

export interface PasswordsOptions {
  /** How many passwords are hashed at once. */
  threads?: number
  /** How many may wait. */
  places?: number
  /** How long one may wait. */
  maxWaitMs?: number
}

/** Somebody in the line: to be served, or to be sent away. */
interface Waiting {
  begin(): void
  refuse(problem: Problem): void
}

/** Half of the processors at most, so that the others are left to those who are served. */
const defaultThreads = Math.min(4, Math.max(1, Math.floor(availableParallelism() / 2)))
const defaultPlaces = 100
const defaultMaxWaitMs = 10_000
const idleMs = 30_000

export function createPasswords({
  threads: count = defaultThreads,
  places = defaultPlaces,
  maxWaitMs = defaultMaxWaitMs,
}: PasswordsOptions = {}): Passwords {
  const threads = new HashingThreads({ count, idleMs })
  const line = new FairLine<Waiting>(places)

  function inTurn(job: HashingJob, caller: PasswordCaller): Promise<string | boolean> {
    const { signal } = caller
    if (signal?.aborted) return Promise.reject(clientGone())
    const { promise, resolve, reject } = Promise.withResolvers<string | boolean>()
    const waiting: Waiting = {
      begin() {
        leaveLine()
        threads.run(job).then(resolve, reject).finally(serveNext)
      },
      refuse(problem) {
        leaveLine()
        reject(problem)
      },
    }
    const timer = setTimeout(() => waiting.refuse(tooBusy()), maxWaitMs)
    const onAbort = () => waiting.refuse(clientGone())
    function leaveLine() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      line.remove(caller, waiting)
    }
    signal?.addEventListener('abort', onAbort)
    line.add(caller, waiting)?.refuse(tooBusy())
    serveNext()
    return promise
  }

  function serveNext(): void {
    while (threads.hasFree && line.size > 0) line.next()?.begin()
  }

  return {
    hash: async (password, caller) => String(await inTurn({ kind: 'hash', password }, caller)),
    verify: async (input, caller) => (await inTurn({ kind: 'verify', ...input }, caller)) === true,
    close: () => threads.close(),
  }
}

function tooBusy(): Problem {
  return unavailable('too many passwords are being checked; come again')
}

/** The status by which logs know a client that did not wait for its answer. */
function clientGone(): Problem {
  return new Problem(499, 'client_gone', 'The client has gone')
}
