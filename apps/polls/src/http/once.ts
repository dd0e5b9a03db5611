import type { Idempotency } from '@mt/data-plane/idempotency/idempotency'
import type { AsUser } from './as-user.ts'

/**
 * Runs verbs that must not be repeated: a request that a user sends again with the same Idempotency-Key is
 * carried out once.
 */
export function once(idempotency: Idempotency, run: AsUser): AsUser {
  return (c, mode, work) =>
    run(c, mode, (request) => {
      const { scope, user } = request
      return idempotency.once(c, { scope, sender: user.id }, () => work(request))
    })
}
