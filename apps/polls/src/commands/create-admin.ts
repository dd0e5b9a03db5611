import { command } from '@mt/data-plane/commands/command'
import { z } from 'zod'
import { createAdmin } from '../users/create-admin.ts'
import { newUserArgs } from './new-user-args.ts'

/** Adds an admin to a tenant. Made again, it finds the one that it made before. */
export const createAdminCommand = command({
  summary: 'add an admin: --username --email, the password from standard input',
  mode: 'write',
  args: z.strictObject(newUserArgs),
  run: createAdmin,
})
