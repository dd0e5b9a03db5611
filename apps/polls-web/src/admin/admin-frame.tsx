import layout from '@mt/web/frame/layout.module.css'
import bar from '@mt/web/frame/sections.module.css'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { meQuery } from '../api/queries.ts'

const sections = [
  ['/admin/users', 'Users'],
  ['/admin/polls', 'Polls'],
  ['/admin/choices', 'Choices'],
  ['/admin/votes', 'Votes'],
  ['/admin/settings', 'Settings'],
  ['/admin/log', 'Log'],
] as const

/** The frame of all admin pages. */
export function AdminFrame() {
  const { data: me } = useSuspenseQuery(meQuery)
  return (
    <main id="main" tabIndex={-1} className={layout.main}>
      {me.role === 'admin' ? (
        <>
          <Sections />
          <Outlet />
        </>
      ) : (
        <>
          <h1>Admins only</h1>
          <p className="quiet">Only admins can see these pages. Ask one of them for help.</p>
        </>
      )}
    </main>
  )
}

function Sections() {
  return (
    <nav aria-label="Admin" className={bar.sections}>
      {sections.map(([to, name]) => (
        <Link key={to} to={to} search={{}} activeOptions={{ includeSearch: false }}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
