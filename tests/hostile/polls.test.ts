import { beforeAll, describe, expect, it } from 'vitest'
import type { Network } from '../network.ts'
import { sharedNetwork } from '../setup/shared.ts'
import { hostileHeads } from './hostile-heads.ts'
import { hostileIdentities } from './hostile-identities.ts'
import { hostileJson } from './hostile-json.ts'
import type { Target } from './hostile-request.ts'
import { exchangeRaw } from './raw-exchange.ts'

let network: Network
let target: Target

beforeAll(async () => {
  network = await sharedNetwork()
  target = { host: (await network.onboard()).host, forged: 'forged-0a1b2c' }
})

/** A 4xx, a status for what HTTP has no 4xx for, or the end of the connection. */
const refusal = expect.toSatisfy((reaction: unknown) => {
  return reaction === 'closed' || reaction === 501 || reaction === 505 || is4xx(reaction)
})

function is4xx(reaction: unknown): boolean {
  return typeof reaction === 'number' && reaction >= 400 && reaction < 500
}

const titles = hostileJson({ host: '', forged: '' }).map(({ title }) => title)

describe('polls, under hostile JSON through the gateway', () => {
  it.each(titles)('refuses %s', async (title) => {
    const hostile = hostileJson(target).find((each) => each.title === title)
    expect(await exchangeRaw(network.gatewayUrl, { pieces: hostile?.pieces ?? [] })).toEqual(
      refusal,
    )
  })

  it('serves afterwards', async () => {
    const answer = await network.callGateway({ host: target.host, path: '/me' })
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
  })
})

describe('polls, called past the gateway', () => {
  it('refuses all forged identities and odd heads', async () => {
    const cases = [...hostileIdentities(target), ...hostileHeads(target), ...hostileJson(target)]
    const served: string[] = []
    for (const each of cases) {
      const reaction = await exchangeRaw(network.serviceUrl, each)
      if (!(reaction === 'closed' || reaction === 501 || reaction === 505 || is4xx(reaction))) {
        served.push(`${each.title}: ${reaction}`)
      }
    }
    expect(served).toEqual([])
  })
})
