import type { RunningPart } from '../runtime.ts'
import { jittered, type Pace, usualPace } from './pace.ts'

/** A tenant both of whose parts run, and where its service is asked. */
export interface Watched {
  tenantId: string
  internalUrl: string
  /** Which processes or containers these are; absent where that is not known yet. */
  instance?: string
}

export interface LooksOptions {
  /** Resolves to the part that does not answer, if any. Never rejects. */
  lookAt(internalUrl: string): Promise<RunningPart | undefined>
  /** Told once when a part counts as hung. */
  onHung(tenantId: string): void
  pace?: Pace
}

interface Kept extends Watched {
  sinceMs: number
  pauseMs: number
  hasAnswered: boolean
  /** The part that did not answer the last look, and how many in a row it has missed. */
  missed: { part: RunningPart; times: number } | undefined
  isHung: boolean
  timer?: NodeJS.Timeout
}

/**
 * Looks now and then whether the parts of tenants that run also answer: often at first and while one does
 * not, ever more rarely while all is well. That something died is seen otherwise; this finds what hangs.
 */
export function createLooks({ lookAt, onHung, pace = usualPace }: LooksOptions) {
  const kept = new Map<string, Kept>()
  const due: Kept[] = []
  let underWay = 0
  let isClosed = false

  function lookLater(tenant: Kept): void {
    clearTimeout(tenant.timer)
    tenant.timer = setTimeout(() => {
      due.push(tenant)
      void lookAtDue()
    }, jittered(tenant.pauseMs)).unref()
  }

  async function lookAtDue(): Promise<void> {
    if (underWay >= pace.atOnce) return
    underWay += 1
    for (let tenant = due.shift(); tenant; tenant = due.shift()) {
      if (!isKept(tenant)) continue
      const silent = await lookAt(tenant.internalUrl)
      if (isKept(tenant)) note(tenant, silent)
    }
    underWay -= 1
  }

  function note(tenant: Kept, silent: RunningPart | undefined): void {
    const before = tenant.missed?.part === silent ? (tenant.missed?.times ?? 0) : 0
    tenant.missed = silent && { part: silent, times: before + 1 }
    tenant.hasAnswered ||= silent === undefined
    tenant.pauseMs = silent ? pace.firstMs : Math.min(tenant.pauseMs * 2, pace.longestMs)
    lookLater(tenant)
    const wasHung = tenant.isHung
    const hasStarted = tenant.hasAnswered || Date.now() - tenant.sinceMs >= pace.startMs
    tenant.isHung = hasStarted && (tenant.missed?.times ?? 0) >= pace.maxMissed
    if (tenant.isHung && !wasHung) onHung(tenant.tenantId)
  }

  const isKept = (tenant: Kept) => kept.get(tenant.tenantId) === tenant

  function begin(tenant: Watched, hasAnswered: boolean): void {
    forget(tenant.tenantId)
    if (isClosed) return
    const fresh = { sinceMs: Date.now(), pauseMs: pace.firstMs, hasAnswered, isHung: false }
    const entered: Kept = { ...tenant, ...fresh, missed: undefined }
    kept.set(tenant.tenantId, entered)
    lookLater(entered)
  }

  function forget(tenantId: string): void {
    clearTimeout(kept.get(tenantId)?.timer)
    kept.delete(tenantId)
  }

  return {
    /** Looks from now on at these tenants and at no others. */
    follow(tenants: readonly Watched[]): void {
      const ids = new Set(tenants.map(({ tenantId }) => tenantId))
      for (const tenantId of kept.keys()) if (!ids.has(tenantId)) forget(tenantId)
      for (const tenant of tenants) {
        const known = kept.get(tenant.tenantId)
        if (!known || isAnother(known, tenant)) begin(tenant, false)
        else if (tenant.instance !== undefined) known.instance = tenant.instance
      }
    },
    /** A tenant was launched, and both of its parts have answered: whatever was seen of it before holds no more. */
    answered: (tenant: Watched) => begin(tenant, true),
    /** What was seen of a tenant holds no more: it was stopped, or is being started. */
    forget,
    /** A tenant is in use, so that somebody would miss it: the next look is soon. */
    hasten(tenantId: string): void {
      const tenant = kept.get(tenantId)
      if (!tenant || tenant.pauseMs === pace.firstMs) return
      tenant.pauseMs = pace.firstMs
      lookLater(tenant)
    },
    isHung(tenantId: string, part: RunningPart): boolean {
      const { isHung: is = false, missed } = kept.get(tenantId) ?? {}
      return is && missed?.part === part
    },
    close(): void {
      isClosed = true
      for (const tenantId of kept.keys()) forget(tenantId)
    },
  }
}

export type Looks = ReturnType<typeof createLooks>

/** What was seen of one that somebody else has replaced holds no more, or it would be replaced again. */
function isAnother(known: Watched, now: Watched): boolean {
  const isReplaced = known.instance !== undefined && known.instance !== now.instance
  return isReplaced || known.internalUrl !== now.internalUrl
}
