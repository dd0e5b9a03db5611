import { Outlet, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Announcer } from '../parts/announcer.tsx'
import styles from './layout.module.css'

/** What every page stands in. */
export function Root() {
  useFocusOnNavigation()
  return (
    <Announcer>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      <Outlet />
    </Announcer>
  )
}

/** A new page is begun at its beginning also by who does not see it; the first one is the browser's to begin. */
function useFocusOnNavigation(): void {
  const router = useRouter()
  useEffect(() => {
    return router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
      if (fromLocation && pathChanged) document.getElementById('main')?.focus()
    })
  }, [router])
}
