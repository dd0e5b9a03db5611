import { NoPage } from '@mt/web/frame/page-failed.tsx'
import { ButtonLink } from '@mt/web/parts/button.tsx'

export function NotFound() {
  return (
    <NoPage>
      <ButtonLink to="/" look="primary">
        Go to tenants
      </ButtonLink>
    </NoPage>
  )
}
