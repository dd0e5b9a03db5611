/** The author of a change, and the address of the request. */
export interface Actor {
  /** The name of the API key. */
  name: string
  address: string | null
}
