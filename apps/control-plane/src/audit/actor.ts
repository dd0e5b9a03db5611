/** Who asks for a change, and from where. */
export interface Actor {
  /** The name of the API key. */
  name: string
  address: string | null
}
