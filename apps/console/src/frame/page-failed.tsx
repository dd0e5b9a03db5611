import layout from '@mt/web/frame/layout.module.css'
import { ButtonLink } from '@mt/web/parts/button.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'

/** What stands where a page cannot be shown. */
export function PageFailed({ error }: Pick<ErrorComponentProps, 'error'>) {
  const router = useRouter()
  return (
    <main id="main" tabIndex={-1} className={`${layout.main} ${layout.narrow}`}>
      <h1>This page cannot be shown</h1>
      <ProblemNote error={error} onRetry={() => void router.invalidate()} />
    </main>
  )
}

/** What stands where there is no page. */
export function NotFound() {
  return (
    <main id="main" tabIndex={-1} className={`${layout.main} ${layout.narrow}`}>
      <h1>There is nothing here</h1>
      <p className="quiet">The page that you asked for does not exist, or not any more.</p>
      <div>
        <ButtonLink to="/" look="primary">
          To the tenants
        </ButtonLink>
      </div>
    </main>
  )
}
