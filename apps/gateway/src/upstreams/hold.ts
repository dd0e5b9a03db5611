/** Something that tenants share, and of which a request takes some. */
export interface Shared {
  /** Takes back what was given to a tenant. */
  give(tenantId: string): void
}

/** The holder of some of it: an exchange, until it has ended. */
export interface Holder {
  readonly entry: { readonly tenantId: string }
  readonly held: Shared[]
  isOver: boolean
}

/**
 * Records what was taken for an exchange. It is given back when the exchange has ended, at once if it
 * already has.
 */
export function hold(open: Holder, taken: Shared): void {
  if (open.isOver) taken.give(open.entry.tenantId)
  else open.held.push(taken)
}

/** Gives back early what an exchange holds of `taken`, if it holds any. */
export function release(open: Holder, taken: Shared): void {
  const at = open.held.indexOf(taken)
  if (at === -1) return
  open.held.splice(at, 1)
  taken.give(open.entry.tenantId)
}

/** Gives back everything when the exchange has ended. */
export function endHolding(open: Holder): void {
  const { held, entry } = open
  open.isOver = true
  for (const taken of held) taken.give(entry.tenantId)
  held.length = 0
}
