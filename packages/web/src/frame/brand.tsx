import { Mark } from './mark.tsx'

/** The sign and the name of where one is, inside the link that leads home. */
export function Brand({ name }: { name: string }) {
  return (
    <>
      <Mark />
      <span>{name}</span>
    </>
  )
}
