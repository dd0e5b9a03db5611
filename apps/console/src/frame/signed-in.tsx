import layout from '@mt/web/frame/layout.module.css'
import bar from '@mt/web/frame/sections.module.css'
import { Link, Outlet } from '@tanstack/react-router'
import styles from './frame.module.css'
import { Header } from './header.tsx'

const sections = [
  ['/', 'Tenants'],
  ['/operations', 'Operations'],
  ['/migrations', 'Migrations'],
  ['/drift', 'Drift'],
  ['/health', 'Health'],
  ['/plans', 'Plans'],
  ['/keys', 'Keys'],
  ['/audit', 'Audit'],
] as const

/** The frame of all pages for signed-in operators. */
export function SignedIn() {
  return (
    <>
      <Header />
      <main id="main" tabIndex={-1} className={`${layout.main} ${styles.main}`}>
        <nav aria-label="Console" className={bar.sections}>
          {sections.map(([to, name]) => (
            <Link
              key={to}
              to={to}
              search={{}}
              activeOptions={{ includeSearch: false, exact: to === '/' }}
            >
              {name}
            </Link>
          ))}
        </nav>
        <Outlet />
      </main>
    </>
  )
}
