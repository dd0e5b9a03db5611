import type { Mutant } from '../mutant.ts'

const gateway = 'apps/gateway/src'
const shared = 'packages/shared/src'
const wall = 'availability' as const
const oneAtATime = {
  file: `${shared}/http/one-at-a-time.ts`,
  tests: [`${shared}/http/one-at-a-time.test.ts`],
}
const body = {
  file: `${gateway}/transport/request-body.ts`,
  tests: [`${gateway}/steps/collect-body.test.ts`],
}
const entering = {
  file: `${gateway}/upstreams/enter-upstream.ts`,
  tests: [`${gateway}/upstreams/enter-upstream.test.ts`, `${gateway}/steps/collect-body.test.ts`],
}
const lots = {
  file: `${gateway}/limits/token-lots.ts`,
  tests: [`${gateway}/limits/token-lots.test.ts`],
}

/** Guards that keep one tenant from exhausting what all share. */
export const shareMutants: Mutant[] = [
  {
    ...oneAtATime,
    guard: 'a request waits for the answer to the one before it',
    find: '    return !this.#answer?.req.complete\n',
    replace: '    return true\n',
  },
  {
    ...oneAtATime,
    guard: 'nothing is executed after an answer that closes',
    find: 'if (destroyed || writableEnded || this.#socket.isPaused()) return false',
    replace: 'if (destroyed || this.#socket.isPaused()) return false',
  },
  {
    ...oneAtATime,
    guard: 'a head may end in the next piece',
    find: 'const isEnded = rest !== end &&',
    replace: "const isEnded = rest === '' &&",
  },
  {
    ...oneAtATime,
    guard: 'what comes ahead of its turn is bounded',
    find: '    this.#isHeld = true\n    this.#socket.pause()\n',
    replace: '    this.#isHeld = false\n',
  },
  {
    ...body,
    guard: 'a body of ordinary size comes whole before it is sent on',
    find: 'if (declared > maxCollectedBytes) {',
    replace: 'if (declared > 0) {',
  },
  {
    ...body,
    guard: 'chunks come whole before they are sent on',
    find: 'while (bytes <= maxCollectedBytes) {',
    replace: 'while (declared > 0 && bytes <= maxCollectedBytes) {',
  },
  {
    guard: 'a body comes in time',
    file: `${gateway}/steps/collect-body.ts`,
    find: 'setTimeout(() => reject(bodyTimeout()), timeoutMs)',
    replace: 'setTimeout(() => bodyTimeout(), timeoutMs)',
    tests: body.tests,
  },
  {
    guard: 'nothing is kept of a body that is no longer awaited',
    file: `${gateway}/steps/collect-body.ts`,
    find: "    if (exchange.isOver) throw new Error('the body is no longer needed')\n",
    replace: '',
    tests: body.tests,
  },
  {
    guard: 'a tenant’s bodies leave memory to others',
    file: `${gateway}/steps/collect-body.ts`,
    find: 'bodyMemory.tryTake(exchange.entry.tenantId, bytes)',
    replace: 'bodyMemory.tryTake(undefined, bytes)',
    tests: body.tests,
  },
  {
    guard: 'nothing more is done for a client that has left',
    file: `${gateway}/steps/step.ts`,
    find: "(exchange.answer.destroyed ? 'done' : undefined)",
    replace: 'undefined',
    tests: [`${gateway}/steps/step.test.ts`],
  },
  {
    guard: 'the lane counts what a request with a body takes',
    file: `${gateway}/transport/lane/lane-transport.ts`,
    find: 'keep(requestBytes + request.body.length)',
    replace: 'keep(request.body.length + 0 * requestBytes)',
    tests: body.tests,
  },
  {
    ...entering,
    guard: 'a tenant’s exchanges leave some to others',
    find: 'const isTaken = slots.tryTake(exchange.entry.tenantId)',
    replace: 'const isTaken = slots.tryTake()',
  },
  {
    ...entering,
    guard: 'uploads have a share of their own',
    find: 'if (isUpload(exchange) && !takeFree(exchange, uploads)) await',
    replace: 'if (isUpload(exchange) && uploads.taken > 1_000) await',
  },
  {
    guard: 'an exchange that has ended holds nothing',
    file: `${gateway}/transport/open-exchanges.ts`,
    find: '        endHolding(exchange)\n',
    replace: '',
    tests: entering.tests,
  },
  {
    guard: 'an aborted wait is given nothing',
    file: `${shared}/slots.ts`,
    find: "      signal?.addEventListener('abort', onAbort)\n",
    replace: '',
    tests: [`${shared}/slots.test.ts`],
  },
  {
    guard: 'room to wait in is bounded',
    file: `${shared}/slots.ts`,
    find: 'if (!room.tryTake(holder)) throw',
    replace: 'if (!room.tryTake() && count < 0) throw',
    tests: [`${shared}/slots.test.ts`],
  },
  {
    guard: 'a holder leaves as much as it has',
    file: `${shared}/shares.ts`,
    find: 'if (free - has < amount) return false',
    replace: 'if (free < amount) return has < 0',
    tests: [`${shared}/shares.test.ts`],
  },
  {
    ...lots,
    guard: 'one lot is drawn at a time',
    find: 'if (underWay) return',
    replace: "if (underWay && tenantId === '') return",
  },
  {
    ...lots,
    guard: 'a lot that has tokens left is kept',
    find: '    if (known && known.left > 0 && nowMs() < known.endsAtMs) return\n',
    replace: '    void known\n',
  },
  {
    ...lots,
    guard: 'a lot that is refused is tried with one token',
    find: 'if (!answer.allowed) return takeOne(tenantId, rate)',
    replace: 'if (!answer.allowed) return answer',
  },
].map((mutant) => ({ ...mutant, wall }))
