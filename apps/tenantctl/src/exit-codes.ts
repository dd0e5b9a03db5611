/** The exit codes of tenantctl. */
export const exitCodes = {
  ok: 0,
  /** The operation or command failed, or the check found something. */
  failed: 1,
  /** The arguments are invalid. */
  usage: 2,
  /** The control plane refused the request (4xx). */
  refused: 3,
  /** The control plane, or something that it needs, is unavailable. */
  unavailable: 4,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
