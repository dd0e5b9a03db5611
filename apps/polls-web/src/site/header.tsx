import { Brand } from '@mt/web/frame/brand.tsx'
import styles from '@mt/web/frame/layout.module.css'
import { ButtonLink } from '@mt/web/parts/button.tsx'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { meQuery, siteQuery } from '../api/queries.ts'
import { UserMenu } from './user-menu.tsx'

/** The tenant's name, and the links of every page. */
export function Header() {
  const { data: site } = useSuspenseQuery(siteQuery)
  const { data: me } = useSuspenseQuery(meQuery)
  return (
    <header className={styles.header}>
      <div className={styles.bar}>
        <Link to="/app" className={styles.home}>
          <Brand name={site.name} />
        </Link>
        {me.role === 'admin' && (
          <ButtonLink to="/admin" look="bare" className={styles.wide}>
            Admin
          </ButtonLink>
        )}
        <ButtonLink to="/app/polls/new" look="primary" size="small">
          New poll
        </ButtonLink>
        <UserMenu me={me} />
      </div>
    </header>
  )
}
