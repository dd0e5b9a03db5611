import type { Runtime } from './runtime.ts'
import { RuntimeError } from './runtime-error.ts'

/** For an installation without dedicated tenants: it launches nothing and has nothing. */
export const noRuntime: Runtime = {
  kind: 'none',
  launch: async () => {
    const message = 'this installation has no runtime for dedicated tenants'
    throw new RuntimeError(message, undefined, false)
  },
  stop: async () => {},
  remove: async () => [],
  inspect: async () => [],
  list: async () => [],
  noteUse: () => {},
  onDeath: () => {},
  close: async () => {},
}
