import { requestBytes } from '../request-body.ts'
import type { Transport } from '../transport.ts'
import type { LaneExchange } from './lane-exchange.ts'

/** The text of the body is the request's own. */
const arrived = { isWhole: true } as const

/** The lane, which speaks plain HTTP/1.1 on both sides. */
export const laneTransport: Transport<LaneExchange> = {
  readBody({ request }, { keep }) {
    keep(requestBytes + request.body.length)
    return arrived
  },
  forwarderAt: ({ lane }) => lane,
}
