import type { Logger } from '@mt/shared/logger'
import type { Orm } from '../database/open-orm.ts'
import { ApiKey } from './api-key.entity.ts'

/** A key's last use is accurate to the minute, so that reading rarely writes. */
const notedEveryMs = 60_000

/** More keys than an installation has. Beyond that, uses are forgotten and written once too often. */
const maxKeys = 10_000

/** Records when API keys were used. No request waits for this or fails because of it. */
export interface KeyUses {
  /** Records that the key is used now. Returns at once and never throws. */
  note(key: Pick<ApiKey, 'id' | 'lastUsedAt'>): void
  /** Resolves once nothing is being written. */
  close(): Promise<void>
}

/**
 * Writes uses with one statement at a time, however many requests there are, and each key at most once a
 * minute. A use that cannot be written is dropped; the first such failure is logged.
 */
export function createKeyUses(orm: Orm, logger: Logger): KeyUses {
  const noted = new Map<string, number>()
  const waiting = new Set<string>()
  let writing: Promise<void> | undefined
  let fails = false

  async function writeAll(): Promise<void> {
    while (waiting.size > 0) {
      const ids = [...waiting]
      waiting.clear()
      await write(ids)
    }
    writing = undefined
  }

  async function write(ids: string[]): Promise<void> {
    try {
      const uses = { lastUsedAt: new Date() }
      await orm.em.fork().nativeUpdate(ApiKey, { id: { $in: ids } }, uses)
      fails = false
    } catch (error) {
      if (!fails) logger.warn({ err: error }, 'the last use of API keys cannot be written')
      fails = true
    }
  }

  return {
    note({ id, lastUsedAt }) {
      const nowMs = Date.now()
      const lastMs = Math.max(lastUsedAt?.getTime() ?? 0, noted.get(id) ?? 0)
      if (nowMs - lastMs <= notedEveryMs) return
      if (noted.size >= maxKeys) noted.clear()
      noted.set(id, nowMs)
      waiting.add(id)
      writing ??= writeAll()
    },
    async close() {
      await writing
    },
  }
}
