/** What tenants share and a request takes some of. */
export interface Shared {
  /** Takes back what was given to a tenant. */
  give(tenantId: string): void
}

/** Who holds some of it: an exchange, until it has ended. */
export interface Holder {
  readonly entry: { readonly tenantId: string }
  readonly held: Shared[]
  isOver: boolean
}

/** Notes what was taken for an exchange: it is given back when the exchange has ended, at once where it has. */
export function hold(open: Holder, taken: Shared): void {
  if (open.isOver) taken.give(open.entry.tenantId)
  else open.held.push(taken)
}

/** Gives back what an exchange holds of `taken`, if it holds any, before its end. */
export function letGo(open: Holder, taken: Shared): void {
  const at = open.held.indexOf(taken)
  if (at === -1) return
  open.held.splice(at, 1)
  taken.give(open.entry.tenantId)
}

/** The exchange has ended: it holds nothing any more. */
export function endHolding(open: Holder): void {
  const { held, entry } = open
  open.isOver = true
  for (const taken of held) taken.give(entry.tenantId)
  held.length = 0
}
