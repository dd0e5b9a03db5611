import { Mark } from './mark.tsx'

/** The mark and the name, inside the link that leads home. */
export function Brand({ name }: { name: string }) {
  return (
    <>
      <Mark />
      <span>{name}</span>
    </>
  )
}
