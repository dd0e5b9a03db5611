import type { Logger } from '@mt/shared/logger'
import type { Orm } from '../database/open-orm.ts'
import { ApiKey } from './api-key.entity.ts'

/** A key's last use is known to the minute, so that reading seldom writes. */
const notedEveryMs = 60_000

/** More keys than an installation has; what is remembered beyond is forgotten, and written once too often. */
const maxKeys = 10_000

/** Notes when API keys were used. No request waits for it, and none fails where it fails. */
export interface KeyUses {
  /** Notes that the key is used now. Called when the answer is decided; returns at once and never throws. */
  note(key: Pick<ApiKey, 'id' | 'lastUsedAt'>): void
  /** Resolves when nothing is being written. */
  close(): Promise<void>
}

/**
 * Writes uses one statement at a time, whatever number of requests note them, and each key at most once a
 * minute. A use that cannot be written is dropped; the log says so once until one can be.
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
