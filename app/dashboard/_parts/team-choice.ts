/** The team in view and those the person could switch to. */
export interface TeamChoice {
  team: { id: string; name: string }
  teams: readonly { id: string; name: string }[]
}
