/** How many rows a page of sessions has: enough to read, few enough that the page stays below 150 KB. */
export const SESSION_ROWS = 25
/** Live sessions among them when the page is rendered: a team may run thousands. */
export const LIVE_RENDERED_MAX = 10
/** Live sessions that a page shows at most, once the team channel has told it all of them. */
export const LIVE_SHOWN_MAX = 30
