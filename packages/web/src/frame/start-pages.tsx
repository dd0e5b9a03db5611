import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/newsreader/wght.css'
import '../theme/tokens.css'
import '../theme/base.css'
import '../theme/still.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

/** Shows the pages. Parts that would write styles into the page are told that its policy forbids it. */
export function startPages(queryClient: QueryClient, pages: ReactNode): void {
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queryClient}>{pages}</QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  )
}
