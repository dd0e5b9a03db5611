import { useCallback, useRef, useState } from 'react'

/**
 * Begins one thing at a time: while what `run` began is under way, it begins nothing more. The lock is there
 * at once, before the page shows it: the second half of a double click comes sooner. What goes wrong is
 * told by whoever began it.
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
