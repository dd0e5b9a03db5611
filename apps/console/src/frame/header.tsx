import { Brand } from '@mt/web/frame/brand.tsx'
import layout from '@mt/web/frame/layout.module.css'
import { ButtonLink } from '@mt/web/parts/button.tsx'
import { Link } from '@tanstack/react-router'
import styles from './frame.module.css'
import { KeyMenu } from './key-menu.tsx'
import { useMay } from './use-may.ts'

/** The header of every page. */
export function Header() {
  const may = useMay()
  return (
    <header className={layout.header}>
      <div className={`${layout.bar} ${styles.bar}`}>
        <Link to="/" search={{}} className={layout.home}>
          <Brand name="Console" />
        </Link>
        {may('onboard') && (
          <ButtonLink to="/tenants/new" look="primary" size="small">
            Onboard a tenant
          </ButtonLink>
        )}
        <KeyMenu />
      </div>
    </header>
  )
}
