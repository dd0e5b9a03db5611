import { useEffect } from 'react'

/** Sets the browser's title: the page, then the name of the site. */
export function usePageTitle(...names: (string | undefined)[]): void {
  const title = names.filter(Boolean).join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}
