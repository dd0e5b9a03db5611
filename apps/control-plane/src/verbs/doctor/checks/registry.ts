import { importVerifyingKeys, type SigningKeyText, type VerifyingKeys } from '@mt/shared/keys'
import { verifyEntry } from '@mt/shared/registry/entry'
import type { Redis } from 'ioredis'
import type { WithOrm } from '../../../database/open-orm.ts'
import { readWatermark } from '../../../registry/publish-entries.ts'
import { readRegistryId } from '../../../registry/read-registry-id.ts'
import { compareRegistry, type Outbox } from './compare-registry.ts'
import type { Finding } from './finding.ts'
import { type PublishedHost, readPublished } from './read-published.ts'
import { readRecords } from './read-records.ts'

/** The parts that check the published registry. */
export interface PublishedParts extends WithOrm {
  redis: Redis
  config: { registry: { signingKey: SigningKeyText } }
}

/** Checks that Redis has the same entries as the control plane's database. */
export async function checkRegistry(context: PublishedParts): Promise<Finding[]> {
  const { orm } = context
  const registryId = await readRegistryId(orm)
  const published = await readRedis(context, registryId).catch(() => undefined)
  if (!published) return [redisAway()]
  const records = await readRecords(orm, published.watermark)
  const outbox: Outbox = { ...records.outbox, watermark: published.watermark }
  const findings = compareRegistry(records.hosts, published.hosts, outbox)
  const unverified = await findUnverified(context, published.hosts)
  return [...findings, ...unverified]
}

/** Reads the watermark first: all entries up to it were set before the hosts are read. */
async function readRedis({ redis }: PublishedParts, registryId: string) {
  const watermark = await readWatermark(redis, registryId)
  return { watermark, hosts: await readPublished(redis) }
}

async function findUnverified(context: PublishedParts, hosts: PublishedHost[]): Promise<Finding[]> {
  const { kty, crv, kid, x } = context.config.registry.signingKey
  const keys = await importVerifyingKeys({ keys: [{ kty, crv, kid, x }] })
  const verified = await Promise.all(hosts.map((host) => isVerified(keys, host)))
  return hosts.filter((_, at) => !verified[at]).map(({ host }) => unverifiedEntry(host))
}

async function isVerified(keys: VerifyingKeys, { host, entry }: PublishedHost): Promise<boolean> {
  return verifyEntry(keys, host, entry).then(
    () => true,
    () => false,
  )
}

function unverifiedEntry(host: string): Finding {
  return {
    code: 'registry_entry_unverified',
    subject: host,
    message: `the entry of ${host} in Redis is not signed with the current key`,
    fix: 'fill Redis again: docs/runbooks/rotate-keys.md#fill-redis-anew',
  }
}

function redisAway(): Finding {
  return {
    code: 'redis_away',
    subject: 'Redis',
    message: 'Redis does not answer, so the published registry could not be checked',
    fix: 'see docs/runbooks/redis-away.md',
  }
}
