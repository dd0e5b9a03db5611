import type { Finding } from './finding.ts'
import type { PublishedHost } from './read-published.ts'
import type { RecordedHost } from './read-records.ts'

/** Publishing takes milliseconds, and the publisher polls every second. */
const behindAfterS = 10

export interface Outbox {
  /** The version up to which everything is published to Redis. */
  watermark: number
  /** The newest version that was recorded. */
  newest: number
  /** How long the oldest unpublished change has been waiting. */
  waitingS: number | null
}

/** Compares Redis with the recorded entries. Changes that are about to be published do not count. */
export function compareRegistry(
  recorded: readonly RecordedHost[],
  published: readonly PublishedHost[],
  outbox: Outbox,
): Finding[] {
  const records = new Map(recorded.map((record) => [record.host, record]))
  const inRedis = new Map(published.map((entry) => [entry.host, entry]))
  const due = recorded.filter(({ version }) => version <= outbox.watermark)
  return [
    ...outboxFindings(outbox),
    ...published.filter(({ host }) => !records.has(host)).map(({ host }) => unknownHost(host)),
    ...due.flatMap((record) => compareHost(record, inRedis.get(record.host))),
  ]
}

function compareHost(record: RecordedHost, entry: PublishedHost | undefined): Finding[] {
  if (record.gone) return entry && entry.version <= record.version ? [unknownHost(record.host)] : []
  if (!entry) return [missingHost(record.host)]
  return entry.version < record.version ? [staleHost(record, entry)] : []
}

function outboxFindings({ watermark, newest, waitingS }: Outbox): Finding[] {
  if (watermark > newest) {
    return [
      {
        code: 'registry_ahead',
        subject: 'Redis',
        message: `Redis has version ${watermark} of the registry, the control plane’s database only ${newest}: the database was restored to an earlier state`,
        fix: 'see docs/runbooks/doctor-findings.md#registry_ahead',
      },
    ]
  }
  if (waitingS === null || waitingS < behindAfterS) return []
  return [
    {
      code: 'outbox_behind',
      subject: 'Redis',
      message: `Redis is at version ${watermark} of the registry instead of ${newest}; the oldest change has been waiting for ${Math.round(waitingS)} s`,
      fix: 'look for "cannot publish the registry" in the control plane’s log; see docs/runbooks/redis-away.md',
    },
  ]
}

function unknownHost(host: string): Finding {
  return {
    code: 'registry_host_unknown',
    subject: host,
    message: `Redis has an entry for ${host}, which belongs to no tenant`,
    fix: `redis-cli del 'registry:host:${host}'`,
  }
}

const fillRedis = 'fill Redis again: docs/runbooks/rotate-keys.md#fill-redis-anew'

function missingHost(host: string): Finding {
  return {
    code: 'registry_host_missing',
    subject: host,
    message: `Redis has no entry for ${host}; gateways have to ask the control plane`,
    fix: fillRedis,
  }
}

function staleHost({ host, version }: RecordedHost, entry: PublishedHost): Finding {
  return {
    code: 'registry_entry_stale',
    subject: host,
    message: `Redis has version ${entry.version} of ${host} instead of ${version}`,
    fix: fillRedis,
  }
}
