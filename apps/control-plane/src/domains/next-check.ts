const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** How many daily checks in a row must miss the record until a proven domain is no longer served. */
export const maxFailedChecks = 7

/** When a claim is checked next: a served domain daily; a pending one soon at first, then ever more rarely. */
export function nextCheckAt(
  claim: { createdAt: Date; activatedAt?: Date | null | undefined },
  now: Date,
): Date {
  if (claim.activatedAt) return new Date(now.getTime() + dayMs)
  const tenthOfAgeMs = (now.getTime() - claim.createdAt.getTime()) / 10
  return new Date(now.getTime() + Math.min(Math.max(tenthOfAgeMs, minuteMs), dayMs))
}
