/** The cookie that remembers which team a person last looked at. */
export const TEAM_COOKIE = 'team'
