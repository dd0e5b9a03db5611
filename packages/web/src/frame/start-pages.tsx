import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/newsreader/wght.css'
import '../theme/tokens.css'
import '../theme/base.css'
import '../theme/still.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { type QueryClient, QueryClientProvider, type QueryKey } from '@tanstack/react-query'
import { type AnyRouter, RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from '../api/query-client.ts'

interface Pages {
  /** The key of the query for the signed-in user. */
  me: QueryKey
  /** The path of the sign-in page, shown after a session has ended elsewhere. */
  signIn: string
  createRouter(queryClient: QueryClient): AnyRouter
}

/** Renders the pages. The component library is told that the security policy forbids inline styles. */
export function startPages({ me, signIn, createRouter }: Pages): void {
  const queryClient = createQueryClient({
    me,
    onSignedOut() {
      const next = encodeURIComponent(router.state.location.href)
      window.location.assign(`${signIn}?next=${next}`)
    },
  })
  const router = createRouter(queryClient)
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  )
}
