import type { Logger } from '@mt/shared/logger'
import {
  changesChannel,
  type RegistryChange,
  registryChangeSchema,
} from '@mt/shared/registry/protocol'
import type { Redis } from 'ioredis'
import { type ChangesAnswer, FeedRefused, feedPageSize } from './control-plane-source.ts'
import type { RegistryMetrics } from './metrics.ts'

export interface FollowerParts {
  subscriber: Redis
  readChanges(after?: number): Promise<ChangesAnswer>
  noteChange(change: RegistryChange, by: 'announced' | 'proven'): void
  noteGap(): void
  metrics: RegistryMetrics
  logger: Logger
}

/**
 * The pause between two reads of the feed. With the feed's timeout of 1.5 s, a change is seen within 8 s
 * without Redis even if one read fails, which leaves the rest of 10 s to load the entry.
 */
const pauseMs = 2_500

/** A reader that is further behind than this many pages forgets what it holds instead. */
const maxPages = 20

/** For how long after a read the feed counts as followed. */
const followedForMs = 10_000

/**
 * Reports changes: at once from announcements, which can be lost, and every few seconds from the control
 * plane's feed, which is complete. After each (re)connection to Redis the feed is read at once, because
 * announcements were missed. If the feed cannot close the gap, `noteGap` is called.
 */
export function createChangesFollower(parts: FollowerParts) {
  const { subscriber, metrics, logger } = parts
  let cursor: number | undefined
  let readAtMs = 0
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let subscribed = false
  let reading: Promise<boolean> = Promise.resolve(true)
  let queued: Promise<boolean> | undefined

  /** Shares only a read that has not begun: one under way may already have passed a new gap. */
  function resync(): Promise<boolean> {
    queued ??= reading.then(() => {
      queued = undefined
      reading = readFeed()
      return reading
    })
    return queued
  }

  async function readFeed(): Promise<boolean> {
    try {
      await (cursor === undefined ? startOver() : readOn(cursor))
      readAtMs = Date.now()
      metrics.feedReads.labels('ok').inc()
      return true
    } catch (error) {
      metrics.feedReads.labels('failed').inc()
      logger.debug({ err: error }, 'could not read the change feed')
      return false
    }
  }

  /** Takes the new cursor before it expires what is held, so that changes in between are expired too. */
  async function startOver(): Promise<void> {
    cursor = (await parts.readChanges()).next
    parts.noteGap()
  }

  async function readOn(from: number): Promise<void> {
    let after = from
    for (let page = 0; page < maxPages; page++) {
      const answer = await readPage(after)
      if (!answer) return startOver()
      for (const change of answer.changes) parts.noteChange(change, 'proven')
      cursor = after = answer.next
      if (answer.changes.length < feedPageSize) return
    }
    return startOver()
  }

  /**
   * A page, or undefined if the feed cannot continue: it refused the cursor, or a restored backup set it
   * back.
   */
  async function readPage(after: number): Promise<ChangesAnswer | undefined> {
    try {
      const answer = await parts.readChanges(after)
      return answer.next < after ? undefined : answer
    } catch (error) {
      if (error instanceof FeedRefused) return undefined
      throw error
    }
  }

  /** Subscribes first and reads the feed then, so that no change falls between the two. */
  async function catchUp(): Promise<boolean> {
    if (!subscribed && subscriber.status === 'ready') {
      subscribed = await subscriber.subscribe(changesChannel).then(isTrue, isFalse)
    }
    return resync()
  }

  async function onConnected(): Promise<void> {
    if (!(await catchUp())) parts.noteGap()
  }

  function onDisconnected(): void {
    subscribed = false
  }

  function onMessage(_channel: string, text: string): void {
    const change = parseChange(text)
    if (change) parts.noteChange(change, 'announced')
    else metrics.falseAnnouncements.inc()
  }

  function readAgainLater(): void {
    if (closed) return
    timer = setTimeout(() => catchUp().then(readAgainLater), pauseMs * (0.8 + 0.2 * Math.random()))
  }

  return {
    /** Resolves after the first read of the feed, whether it succeeded or not. */
    async start(): Promise<void> {
      subscriber.on('ready', () => void onConnected())
      subscriber.on('close', onDisconnected)
      subscriber.on('message', onMessage)
      await resync()
      readAgainLater()
    },
    /** Whether the control plane's changes were read a short while ago. */
    isFollowing: () => Date.now() - readAtMs < followedForMs,
    async close(): Promise<void> {
      closed = true
      clearTimeout(timer)
      await (queued ?? reading)
    },
  }
}

function parseChange(text: string): RegistryChange | undefined {
  try {
    return registryChangeSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

const isTrue = () => true
const isFalse = () => false
