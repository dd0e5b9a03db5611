import { Outlet } from '@tanstack/react-router'
import { Header } from './header.tsx'

/** The frame of all pages for who is signed in. */
export function SignedIn() {
  return (
    <>
      <Header />
      <Outlet />
    </>
  )
}
