import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/newsreader/wght.css'
import './theme/tokens.css'
import './theme/base.css'
import './theme/still.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './api/query-client.ts'
import { createAppRouter } from './router.tsx'

const queryClient = createQueryClient(() => {
  const next = encodeURIComponent(router.state.location.href)
  window.location.assign(`/app/sign-in?next=${next}`)
})
const router = createAppRouter(queryClient)

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
)
