import { Mark } from '@mt/web/frame/mark.tsx'
import { ButtonLink } from '@mt/web/parts/button.tsx'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { meQuery, siteQuery } from '../api/queries.ts'
import { useTitle } from '../parts/use-title.ts'
import styles from './landing.module.css'

/** The tenant's landing page. */
export function Landing() {
  const { data: site } = useSuspenseQuery(siteQuery)
  const { data: me, isPending } = useQuery(meQuery)
  useTitle('')
  return (
    <main id="main" tabIndex={-1} className={styles.landing}>
      <div className={styles.words}>
        <Mark size="large" />
        <h1 className={styles.name}>{site.name}</h1>
        <p className={styles.lead}>Ask a question, vote, and watch the answer take shape.</p>
        <div className={styles.ways} aria-busy={isPending}>
          {me ? (
            <ButtonLink to="/app" look="primary">
              Go to the polls
            </ButtonLink>
          ) : (
            <>
              <ButtonLink to="/app/sign-in" look="primary">
                Sign in
              </ButtonLink>
              {site.sign_up_open && <ButtonLink to="/app/sign-up">Sign up</ButtonLink>}
            </>
          )}
        </div>
        {!site.sign_up_open && !me && (
          <p className="quiet small">Only admins can create accounts here.</p>
        )}
      </div>
      <div aria-hidden className={styles.picture}>
        {['first', 'second', 'third', 'fourth'].map((bar) => (
          <span key={bar} />
        ))}
      </div>
    </main>
  )
}
