import type { Redis } from 'ioredis'
import { reason } from '../../data-plane/data-plane-error.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import type { Followers } from '../../registry/followers.ts'
import { askReady } from '../../runtimes/ask-ready.ts'
import type { HealthPart } from './health-answer.ts'

/** The parts that are probed. */
export interface ProbedParts extends WithOrm {
  redis: Redis
  followers: Followers
  config: { dataPlane: { url: string } }
}

/** A part that does not answer within this time counts as unavailable. */
const probeTimeoutMs = 2_000

/** Probes all parts in parallel. */
export function probeParts(context: ProbedParts): Promise<HealthPart[]> {
  const { orm, redis, config } = context
  return Promise.all([
    itself(),
    probe('PostgreSQL', () => orm.em.fork().execute('select 1')),
    probe('Redis', () => redis.ping()),
    probe('data plane', () => requireReady(config.dataPlane.url)),
    gateways(context),
  ])
}

function itself(): HealthPart {
  const detail = `up for ${Math.round(process.uptime())} s`
  return { name: 'control plane', state: 'ok', ms: null, detail }
}

async function probe(name: HealthPart['name'], ask: () => Promise<unknown>): Promise<HealthPart> {
  const begun = performance.now()
  try {
    await ask()
    const ms = Math.round((performance.now() - begun) * 10) / 10
    return { name, state: 'ok', ms, detail: null }
  } catch (error) {
    return { name, state: 'away', ms: null, detail: reason(error) }
  }
}

async function requireReady(url: string): Promise<void> {
  const { status } = await askReady(url, probeTimeoutMs)
  if (status !== 200) throw new Error(`not ready: it answered ${status}`)
}

/** Gateways are not called. They are known only by their reads of the registry's changes. */
function gateways({ followers }: ProbedParts): HealthPart {
  const present = followers.present()
  const addresses = present.map(({ address }) => address).join(', ')
  return present.length > 0
    ? {
        name: 'gateways',
        state: 'ok',
        ms: null,
        detail: `the registry is read from ${addresses}`,
      }
    : {
        name: 'gateways',
        state: 'away',
        ms: null,
        detail: 'no gateway has read the registry for a minute',
      }
}
