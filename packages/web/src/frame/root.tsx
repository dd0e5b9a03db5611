import { Outlet, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Announcer } from '../parts/announcer.tsx'
import styles from './layout.module.css'

/** The frame of every page. */
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

/**
 * After a navigation the focus moves to the new page, for users of screen readers; the browser handles the
 * first page.
 */
function useFocusOnNavigation(): void {
  const router = useRouter()
  useEffect(() => {
    return router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
      if (fromLocation && pathChanged) document.getElementById('main')?.focus()
    })
  }, [router])
}
