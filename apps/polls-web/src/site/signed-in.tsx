import { Outlet } from '@tanstack/react-router'
import { Header } from './header.tsx'

/** The frame of all pages for signed-in users. */
export function SignedIn() {
  return (
    <>
      <Header />
      <Outlet />
    </>
  )
}
