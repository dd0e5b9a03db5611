import type { Exchange } from '../exchange.ts'
import type { LaneAnswer } from './lane-answer.ts'
import type { LaneRequest } from './parse-request.ts'

/** An exchange of the lane. Its request has arrived with its whole body. */
export type LaneExchange = Exchange<LaneRequest, LaneAnswer, { readonly isWhole: true }>
