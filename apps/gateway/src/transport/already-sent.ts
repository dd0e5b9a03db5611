import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'

/**
 * What a step returns to Hono when the answer has gone to the client, or goes there meanwhile. The adapter
 * recognises it by a header, but not in a Response of its own class, which it would send, and so cut off the
 * answer: its constant is one if the adapter replaced the global Response before the constant was made. A
 * clone never is.
 */
export const alreadySent = RESPONSE_ALREADY_SENT.clone()
