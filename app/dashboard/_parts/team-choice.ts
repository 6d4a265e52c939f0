/** The team in view and the teams that the person could switch to. */
export interface TeamChoice {
  team: { id: string; name: string }
  teams: readonly { id: string; name: string }[]
}
