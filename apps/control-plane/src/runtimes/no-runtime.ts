import { DataPlaneError } from '../data-plane/data-plane-error.ts'
import type { Runtime } from './runtime.ts'

/** For an installation without dedicated tenants: it launches nothing and has nothing. */
export const noRuntime: Runtime = {
  kind: 'none',
  launch: async () => {
    throw new DataPlaneError('this installation has no runtime for dedicated tenants', false)
  },
  stop: async () => {},
  remove: async () => [],
  inspect: async () => [],
  list: async () => [],
  noteUse: () => {},
  onDeath: () => {},
  close: async () => {},
}
