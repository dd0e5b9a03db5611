import { usageKey } from '@mt/shared/usage-protocol'
import { Redis } from 'ioredis'
import { expect } from 'vitest'
import { eventually } from '../eventually.ts'
import type { Network } from '../network.ts'

interface Usage {
  slug: string
  /** A UTC date. */
  day: string
  requests: number
}

/** Counts requests of any day, as a gateway would have. */
export async function countRequests(network: Network, usage: Usage): Promise<void> {
  const { body } = await network.operate('GET', `/v1/tenants/${usage.slug}`)
  const redis = new Redis(network.redisUrl)
  await redis.hincrby(usageKey(usage.day), (body as { id: string }).id, usage.requests)
  await redis.quit()
}

/** Waits until the control plane returns that many requests for that day. */
export async function seeCounted(network: Network, usage: Usage): Promise<void> {
  const { slug, ...day } = usage
  await eventually(async () => {
    const { body } = await network.operate('GET', `/v1/tenants/${slug}/usage`)
    expect((body as { results: unknown[] }).results).toContainEqual(day)
  })
}
