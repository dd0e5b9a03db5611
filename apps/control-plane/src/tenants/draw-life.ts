import { lifeStatuses, type TenantEvent, transitions } from './transitions.ts'

/** Draws the transition table as a Mermaid state diagram for docs/tenant-life.md. */
export function drawLife(): string {
  const arrows = lifeStatuses.flatMap((from) =>
    Object.entries(transitions[from]).map(([event, to]) => arrow(from, to, event as TenantEvent)),
  )
  return ['stateDiagram-v2', '  [*] --> provisioning', ...arrows, '  purged --> [*]'].join('\n')
}

function arrow(from: string, to: string, event: TenantEvent): string {
  return `  ${from} --> ${to}: ${event}`
}
