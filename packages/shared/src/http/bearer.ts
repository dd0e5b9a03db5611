/** The credential of an `Authorization: Bearer ...` or `Token ...` header; undefined without one. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^(?:Bearer|Token) +([^\s]+)$/i.exec(authorization ?? '')?.[1]
}
