import { randomUUID } from 'node:crypto'
import { type MessagePort, parentPort } from 'node:worker_threads'
import { hashSync, verifySync } from '@node-rs/argon2'

/** A job for a thread: make a hash, or check whether a password belongs to one. */
export type HashingJob =
  | { kind: 'hash'; password: string }
  | { kind: 'verify'; password: string; passwordHash: string | undefined }

/** What a thread is sent. The job brings the port for its answer: no answer can be taken for another job's. */
export interface HashingRequest {
  job: HashingJob
  answerTo: MessagePort
}

export type HashingAnswer = { result: string | boolean } | { error: string }

/** Argon2id with the parameters that OWASP's password storage cheat sheet recommends first (19 MiB, 2 passes). */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/**
 * A hash whose password nobody has. It is compared against if there is no user, so that both cases cost the
 * same.
 */
const nobodysHash = hashSync(randomUUID(), options)

parentPort?.on('message', ({ job, answerTo }: HashingRequest) => answerTo.postMessage(answer(job)))

function answer(job: HashingJob): HashingAnswer {
  try {
    return { result: work(job) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'hashing failed' }
  }
}

function work(job: HashingJob): string | boolean {
  if (job.kind === 'hash') return hashSync(job.password, options)
  const matches = verifySync(job.passwordHash ?? nobodysHash, job.password)
  return matches && job.passwordHash !== undefined
}
