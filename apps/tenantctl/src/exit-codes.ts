/** What the exit code of tenantctl tells. */
export const exitCodes = {
  ok: 0,
  /** The operation, the command or the examination came to no good end. */
  failed: 1,
  /** What was typed cannot be meant. */
  usage: 2,
  /** The control plane refused it (4xx). */
  refused: 3,
  /** The control plane, or something that it needs, is away. */
  away: 4,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
