import { useEffect } from 'react'

/** Names the page in the browser's title, and after it where it is. */
export function usePageTitle(...names: (string | undefined)[]): void {
  const title = names.filter(Boolean).join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}
