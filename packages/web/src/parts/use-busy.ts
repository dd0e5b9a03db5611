import { useCallback, useRef, useState } from 'react'

/**
 * Runs one action at a time: while the promise of `begin` is pending, `run` starts nothing. The lock is set
 * before the page shows it, because the second half of a double click comes sooner. Errors are left to the
 * caller's action.
 */
export function useBusy() {
  const isUnderWay = useRef(false)
  const [isBusy, setBusy] = useState(false)
  const run = useCallback(async (begin: () => unknown) => {
    if (isUnderWay.current) return
    const begun = begin()
    if (!(begun instanceof Promise)) return
    isUnderWay.current = true
    setBusy(true)
    await begun.catch(() => {})
    isUnderWay.current = false
    setBusy(false)
  }, [])
  return { isBusy, run }
}
