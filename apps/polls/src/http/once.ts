import type { Idempotency } from '@mt/data-plane/idempotency/idempotency'
import type { AsUser } from './as-user.ts'

/** Runs verbs whose repetition would do harm: what a user sends again under its Idempotency-Key is done once. */
export function once(idempotency: Idempotency, run: AsUser): AsUser {
  return (c, mode, work) =>
    run(c, mode, (request) => {
      const { scope, user } = request
      return idempotency.once(c, { scope, sender: user.id }, () => work(request))
    })
}
