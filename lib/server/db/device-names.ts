/** What lists sort and search devices by, kept beside the names because SQLite can lower ASCII letters only. Pure. */

export interface Described {
  name: string
  platform: string
  os: string
  model: string
  appName: string
  appVersion: string
}

/** The columns that follow from a device's name and description. */
export function listColumns({ name, platform, os, model, appName, appVersion }: Described) {
  return {
    sortName: name.toLowerCase(),
    searchText: [name, platform, os, model, appName, appVersion].join(' ').toLowerCase(),
  }
}

/** More words narrow a search no further, and each costs a look at every row. */
const WORDS_MAX = 8

/** Patterns for LIKE with `\` as its escape character; a device matches when its search text matches each of them. */
export function searchPatterns(query: string): string[] {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, WORDS_MAX)
    .map((word) => `%${word.replace(/[\\%_]/g, (special) => `\\${special}`)}%`)
}
